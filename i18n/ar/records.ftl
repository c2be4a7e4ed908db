# What is kept and what was destroyed.

records-retention-title = الاحتفاظ
records-retention-lead = يُتلف القديم وفق القواعد. يمكن لشخصين حفظ إرسال مدة أطول لأجل محكمة، أو محوه قبل ذلك.
records-waiting = { $count ->
    [zero] لا أمر ينتظر
    [one] أمر واحد ينتظر شخصًا ثانيًا
    [two] أمران ينتظران شخصًا ثانيًا
    [few] { $count } أوامر تنتظر شخصًا ثانيًا
    [many] { $count } أمرًا ينتظر شخصًا ثانيًا
   *[other] { $count } أمر ينتظر شخصًا ثانيًا
}
records-waiting-do = انظر إلى الإرسال أولًا ثم وافق أو اتركه.
records-due = ما تتلفه القواعد خلال أسبوع
records-due-nothing = محادثات أولى لم ينتج عنها شيء، بعد { $days } يومًا من فتحها: { $count }
records-due-open = محادثات أولى لم يتابعها أحد، بعد { $days } يومًا: { $count }
records-due-original = نسخ أصلية من الهواتف، بعد { $days } يومًا من فتحها، ويبقى ما خُتم منها: { $count }
records-due-none = لا شيء خلال أسبوع.
records-due-hint = أمر الحفظ يبقي ما يشمله. يترك كل إتلاف شهادة.
records-orders = الأوامر
records-orders-none = لم يأمر أحد بشيء.
records-orders-none-hint = افتح إرسالًا واختر «حفظ أو محو» لطلب أمر.
records-look = النظر والقرار
records-hold = حفظ قانوني: الإبقاء عليه
records-erase = المحو
records-submission = الإرسال
records-because = السبب
records-asked = طلبه
records-agreed = وافق
records-until = حتى
records-standing-waits = ينتظر شخصًا ثانيًا
records-standing-lifted = رُفع
records-standing-over = انقضى وقته
records-standing-holds = محفوظ
records-standing-ordered = مُحي أو على وشك المحو
records-one-title = حفظ أو محو
records-one-lead = يطلب شخص ويوافق آخر. يُسجَّل الاسمان والسببان في سجل التدقيق.
records-take-back = سحب الطلب
records-lift = رفع الحفظ
records-mine = لقد طلبت هذا. يجب أن يوافق مشرف آخر أو مسؤول بيانات آخر.
records-hold-means = يُحفظ حتى اليوم الذي تختاره مهما قالت القواعد. يسري بعد موافقة شخص ثانٍ.
records-hold-ask = طلب الحفظ
records-hold-agree-means = طلب شخص آخر هذا الحفظ. بموافقتك يسري حتى اليوم المطلوب.
records-hold-agree = الموافقة على الحفظ
records-why-agree = سبب موافقتك
records-erase-means = تُتلف مفاتيحه ثم ما خُتم ثم ملفاته. لا يقرؤه أحد بعد ذلك، ولا تفتحه هنا أي نسخة احتياطية من المفاتيح. يُنفَّذ بعد موافقة شخص ثانٍ.
records-erase-ask = طلب المحو
records-erase-agree-means = طلب شخص آخر هذا. إن وافقت يُمحى فورًا ولا يمكن استعادته.
records-erase-agree = موافقة: محوه الآن
records-reason-hint = لا شيء عن أي شخص: يحتفظ به سجل التدقيق.
records-wrong-until = اختر يومًا لم يأتِ بعد.
records-wrong-reason = اكتب السبب.
records-certificates-title = شهادات الإتلاف
records-certificates-lead = ما أُتلف ومتى ولماذا، موقّعًا من هذا الخادم. لا ما كان يقوله أبدًا.
records-whose = لمن
records-not-yours = يقرأ الشهادات أهل المنظمة والمدققون.
records-not-yours-hint = اطلب منهم نسخة مطبوعة.
records-certificates-none = لم يُتلف شيء بعد.
records-certificates-none-hint = يبحث الخادم كل ساعة عمّا أصبح قديمًا.
records-newest = الأحدث أولًا، 500 على الأكثر
records-when = متى
records-cause = لماذا
records-things = إرسالات أو بطاقات
records-cause-ordered = بأمر شخصين
records-cause-without-result = محادثة أولى لم ينتج عنها شيء
records-cause-not-followed = محادثة أولى لم يتابعها أحد
records-cause-declined = بطاقة طلب لم يُقبل
records-cause-delivered = بطاقة خدمة قُدّمت
records-cause-original = نسخة الهاتف الأصلية؛ ويبقى المختوم
records-cause-other = سبب آخر
records-certificate-title = شهادة إتلاف
records-of = المنظمة
records-wraps = مفاتيح أُتلفت
records-files = ملفات كبيرة حُذفت
records-order = الأمر
records-number = الشهادة
records-signature = التوقيع
records-signature-holds = التوقيع صحيح
records-signature-wrong = التوقيع غير صحيح
records-signature-unknown = لم يُفحص: مفتاح هذا الخادم غير معروف
records-public = المفتاح الموقّع
records-signature-hint = قارن المفتاح بما دُوّن في مكان آخر عند إعداد هذا الخادم.
