# People.

people-title = الأشخاص
people-list = من يستطيع تسجيل الدخول
people-none = لا أحد بعد.
people-none-hint = ادعُ أول شخص أدناه.
people-caption = الحسابات، حسب الاسم
people-person = الشخص
people-role = الدور
people-last = آخر تسجيل دخول
people-state = الحالة
people-never = لم يحدث
people-account-active = نشط
people-account-invited = مدعو: بلا كلمة مرور بعد
people-account-disabled = معطّل
people-reset = رابط جديد
people-for = إلى { $name }
people-disable-more = عطّل…
people-disable-what = يُسجَّل خروج { $name } فورًا ولا يعود الدخول ممكنًا.
people-disable = نعم، عطّل
people-invite-title = ادعُ شخصًا
people-name = الاسم
people-email = بريد العمل الإلكتروني
people-agency = المنظمة
people-agency-none = لا شيء (مدير تقني أو مدقق)
people-invite = أنشئ رابط الدعوة
people-invite-hint = لا تُرسل أي رسالة. تحصل على رابط لتسلّمه.
people-wrong-role = اختر دورًا.
people-wrong-taken = لدى أحدهم هنا هذا البريد من قبل.
people-wrong-email = ليس هذا عنوان بريد إلكتروني.

# Certifying, searching, what roles are for
people-search = الاسم أو البريد
people-search-do = بحث
people-search-all = عرض الجميع
people-search-none = لا أحد هنا بهذا الاسم أو العنوان.
people-certified = يجوز له قراءة المقابلات حتى
people-certified-over = انتهى الاعتماد: أعد التدريب
people-certify-more = اعتماد…
people-certify-means = بعد التدريب يجوز لهذا الشخص قراءة مقابلات حالاته مدة اثني عشر شهرًا. يُسجَّل اسمك معه في سجل التدقيق.
people-certify = نعم، اثني عشر شهرًا
people-does-admin = يدير هذا الخادم ولا يقرأ المحتوى
people-does-supervisor = يقرر كشخص ثانٍ ويقرأ حالات منظمته
people-does-caseworker = يعمل على الحالات ويجيب الطلبات
people-does-focal-point = يدعو الأشخاص ويحمل المفاتيح ويجيب الطلبات
people-does-data-manager = يحمل المفاتيح ويعدّ الاستمارات
people-does-auditor = يقرأ من فعل ماذا، لا المحتوى
people-does-coordination = يوقّع مسار الإحالة والبروتوكولات
