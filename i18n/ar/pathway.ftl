# The referral pathway.

pathway-title = مسار الإحالة
pathway-lead = أي إجابات تطلب أي خدمة وبأي درجة إلحاح، وما الذي يراه من يستلمها. يوقّع شخصان من التنسيق على الإصدار ثم يبدأ في يومه.
pathway-next = { $count ->
    [zero] لا إصدار ينتظر التوقيع
    [one] إصدار واحد ينتظر التوقيع
    [two] إصداران ينتظران التوقيع
    [few] { $count } إصدارات تنتظر التوقيع
    [many] { $count } إصدارًا ينتظر التوقيع
   *[other] { $count } إصدار ينتظر التوقيع
}
pathway-next-do = افتحه وانظر إلى جداوله واحسب ما الذي سيغيّره ثم وقّع. من وقّع أولًا لا يكون الشخص الثاني.
pathway-propose = اقتراح إصدار
pathway-versions = الإصدارات
pathway-none = لم يُقترح أي إصدار بعد.
pathway-none-hint = الإصدار الذي جاء مع البرنامج هو الساري. لتغييره اقترح إصدارًا يبدأ منه.
pathway-caption = الأحدث اقتراحًا أولًا
pathway-version = الإصدار
pathway-standing = الحالة
pathway-starts = سارٍ من
pathway-proposed = اقتُرح
pathway-signed = وقّعه
pathway-nobody = لا أحد بعد
pathway-somebody = شخص من منظمة أخرى
pathway-from-the-start = منذ البداية
pathway-shipped = جاء مع البرنامج
pathway-shipped-signed = لا يحتاج إلى توقيع
pathway-shipped-means = جاء هذا الإصدار مع البرنامج، ويسري حتى يبدأ غيره.
pathway-state-proposed = مقترح: ينقصه توقيعان
pathway-state-once = ينقصه توقيع واحد
pathway-state-coming = موقّع: يبدأ في يومه
pathway-state-in-force = سارٍ
pathway-state-past = حلّ غيره محلّه
pathway-how = وضعه
pathway-print = ما يُوقَّع عليه (SHA-256)
pathway-you-signed = لقد وقّعت عليه. يجب أن يوقّع شخص آخر من التنسيق أيضًا.
pathway-sign-means = بتوقيعين يقرر هذا الإصدار من يومه إلى أين تذهب الطلبات الجديدة. يبدأ بعد التوقيع الثاني بدقيقة على الأقل.
pathway-sign = التوقيع على هذا الإصدار
pathway-trial = حساب ما سيغيّره
pathway-trial-means = ينظر إلى ما استُلم في آخر 90 يومًا ويسأل هذا الإصدار والإصدار الساري. ترى أعدادًا فقط، ولا ترى أي حالة. لا يتغير شيء.
pathway-trial-title = ما كان سيغيّره في آخر 90 يومًا
pathway-trial-cases = الحالات التي نُظر فيها
pathway-trial-changed = الحالات التي كانت ستسير بشكل آخر
pathway-trial-locked = { $count ->
    [zero] لا مفاتيح مقفلة.
    [one] مفاتيح منظمة واحدة مقفلة: لم يُنظر في حالاتها.
    [two] مفاتيح منظمتين مقفلة: لم يُنظر في حالاتهما.
    [few] مفاتيح { $count } منظمات مقفلة: لم يُنظر في حالاتها.
    [many] مفاتيح { $count } منظمة مقفلة: لم يُنظر في حالاتها.
   *[other] مفاتيح { $count } منظمة مقفلة: لم يُنظر في حالاتها.
}
pathway-trial-nothing = لا خدمة يتغير فيها ما يكفي لذكره.
pathway-trial-caption = حسب الخدمة، بعدد الحالات
pathway-trial-few = لا تُذكر الأعداد الأقل من خمسة، ولا الصفر. الخدمات التي يتغير فيها القليل لا تظهر.
pathway-few = أقل من 5
pathway-service = الخدمة
pathway-more = يُطلب حديثًا
pathway-fewer = لم يعد يُطلب
pathway-sooner = أسرع
pathway-later = أبطأ
pathway-begin = اقتراح إصدار يبدأ من هذا
pathway-tables = جداوله
pathway-download = تنزيل { $file }
pathway-rows = { $count ->
    [zero] لا صفوف
    [one] صف واحد
    [two] صفان
    [few] { $count } صفوف
    [many] { $count } صفًا
   *[other] { $count } صف
}
pathway-propose-lead = غيّر الجداول في برنامج جداول وأرسلها هنا، وسترى فورًا ما لا يستقيم. لا يغيّر الاقتراح شيئًا قبل أن يوقّع عليه شخصان.
pathway-faults = ما لا يستقيم
pathway-faults-caption = بترتيب الجداول
pathway-faults-more = { $count ->
    [zero] ولا غيره
    [one] وواحد غيره
    [two] واثنان غيرهما
    [few] و{ $count } أخرى
    [many] و{ $count } أخرى
   *[other] و{ $count } أخرى
}
pathway-file = الملف
pathway-row = الصف
pathway-column = العمود
pathway-wrong = الخطأ
pathway-step-files = 1. الحصول على الجداول
pathway-begin-with = البدء من الإصدار
pathway-begin-show = اختيار هذا
pathway-step-files-do = نزّل ما تريد تغييره ثم احفظه بصيغة CSV من جديد.
pathway-step-send = 2. إرسال ما غيّرته
pathway-table-facts = ما يمكن معرفته عن الشخص
pathway-table-services = الخدمات الموجودة
pathway-table-templates = ما يراه كل مستلم ولماذا
pathway-table-rules = ما الذي يطلب أي خدمة
pathway-table-cases = أمثلة يجب أن تعطي النتيجة الصحيحة
pathway-label = اسم الإصدار
pathway-label-hint = مثلًا «⁦2027-01⁩». حروف لاتينية وأرقام و ⁦- _ .⁩ فقط.
pathway-starts-hint = من بداية هذا اليوم، بعد أن يوقّع شخصان.
pathway-kept = ما تتركه فارغًا يبقى كما هو في الإصدار { $version }.
pathway-upload = رفع { $file }
pathway-paste = أو لصق { $file }
pathway-check = الفحص والاقتراح
pathway-check-hint = تُحسب أمثلته أولًا. إن خرج أحدها بنتيجة أخرى فلا يُحفظ شيء.
pathway-wrong-tables = الجداول لا تتوافق. انظر أدناه وأصلحها ثم أرسلها من جديد.
pathway-wrong-file = { $file } كبير جدًا أو ليس نصًا بترميز UTF-8.
pathway-wrong-day = اختر يومًا.
pathway-wrong-no-label = أعطِ الإصدار اسمًا.
pathway-wrong-label = حروف لاتينية وأرقام و - _ . فقط، 60 على الأكثر، وليس اسم الإصدار الذي جاء مع البرنامج.
pathway-wrong-taken = إصدار آخر يحمل هذا الاسم.
