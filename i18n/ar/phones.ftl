# Phones.

phones-title = الهواتف
phones-add-title = أضف هاتفًا
phones-name = اسم لهذا الهاتف
phones-name-hint = مثلًا «الفريق 2، الهاتف أ». لا تستخدم اسم شخص تساعده.
phones-name-missing = أعطِ الهاتف اسمًا.
phones-area = المنطقة التي يعمل فيها
phones-area-optional = (يمكن تركها)
phones-area-hint = رمز المنطقة، مثل XX0101. حيث لم يُعتمد المكان لا تُعرض على الهاتف استمارات المحادثة الأولى.
phones-does = ما يفعله الهاتف
phones-auto-send = إرسال الاستمارات المكتملة من تلقاء نفسه
phones-delete = حذف ما أُرسل من الهاتف
phones-no-drafts = عدم الاحتفاظ باستمارات غير مكتملة
phones-add = أضفه واعرض رمزه
phones-list = هواتف هذا المشروع
phones-none = لا هواتف بعد.
phones-none-add = أضف واحدًا أعلاه، ثم امسح رمزه بتطبيق ODK Collect.
phones-none-ask = اطلب من المدير التقني لهذا الخادم إضافة واحد.
phones-caption = من يستطيع تلقي الاستمارات والإرسال
phones-phone = الهاتف
phones-seen = آخر ظهور
phones-added = أُضيف
phones-state = الحالة
phones-never = لم يظهر
phones-revoked = مُلغى
phones-can-send = يستطيع الإرسال
phones-revoke-more = ألغِه…

# A new one, shown once
phones-new-title = هاتف جديد
phones-new-heading = إعداد «{ $name }»
phones-new-once = امسحه الآن، أو اطبع هذه الصفحة واحفظ الورقة في مكان مقفل. من يملك هذا الرمز يستطيع الإرسال باسم هذا الهاتف.
phones-new-qr = رمز QR بإعدادات ODK Collect
phones-new-by-code = بالرمز
phones-new-step-1 = افتح ODK Collect في الهاتف.
phones-new-step-2 = اختر «الإعداد برمز QR».
phones-new-step-3 = وجّه الكاميرا إلى الرمز.
phones-new-step-4 = اجلب الاستمارات الفارغة.
phones-new-picture = احفظ الرمز كصورة
phones-new-by-name = بالكتابة: باسم مستخدم
phones-new-server = الخادم
phones-new-user = اسم المستخدم
phones-new-password = كلمة المرور
phones-new-by-address = بالكتابة: العنوان فقط
phones-new-server-secret = الخادم (احفظه سرًا)
phones-new-done = تم: عودة إلى الهواتف

# Revoking
phones-revoke-title = إلغاء هاتف
phones-revoke-heading = إلغاء «{ $name }»؟
phones-revoke-what = بعد ذلك <strong>لن يستطيع الهاتف تلقي الاستمارات ولا الإرسال</strong>. ما لم يرسله بعد يبقى فيه. لا يمكن التراجع عن هذا، ويمكنك إضافة الهاتف مجددًا برمز جديد.
phones-revoke-seen = آخر ظهور: { $moment }
phones-revoke-seen-never = آخر ظهور: لم يظهر
phones-revoke = ألغِ هذا الهاتف
phones-revoke-keep = أبقِه
