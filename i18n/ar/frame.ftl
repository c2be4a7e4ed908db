# What stands around every page.

frame-skip = انتقل إلى المحتوى
frame-sign-out = تسجيل الخروج
frame-quick-exit = خروج سريع
frame-menu = القائمة الرئيسية
frame-language = اللغة
frame-language-change = تغيير
frame-who = { $role }، { $agency }

# The menu
frame-nav-home = الرئيسية
frame-nav-queue = قائمة الانتظار
frame-nav-cases = الحالات
frame-nav-projects = المشاريع
frame-nav-keys = المفاتيح
frame-nav-people = الأشخاص
frame-nav-agencies = المنظمات
frame-nav-audit = سجل التدقيق
frame-nav-stops = الطوارئ

# Pieces of several pages
frame-here = أنت هنا
frame-not-done = لم يتم بعد.
frame-comma = { "، " }
frame-pager = المزيد من هذه القائمة
frame-pager-earlier = السابق في القائمة
frame-pager-further = التالي في القائمة
frame-locked-title = المحتوى مقفل
frame-locked-away = الجزء الذي يفتح المحتوى في هذا الخادم لا يستجيب، فلا يستطيع أحد قراءة المحتوى الآن. ما ترسله الهواتف محفوظ. أعد تحميل هذه الصفحة بعد بضع دقائق. تبقى الأوقات والحالات ظاهرة.
frame-locked-holder = مفاتيح منظمتك مقفلة، فلا يستطيع أحد قراءة المحتوى الآن. أنت من حاملي المفاتيح.
frame-locked-unlock = افتح قفل المفاتيح
frame-locked-ask = مفاتيح منظمتك مقفلة، فلا يستطيع أحد قراءة المحتوى الآن. اطلب من مسؤول الاتصال أو مسؤول البيانات فتح قفلها. تبقى الأوقات والحالات ظاهرة.
frame-once-title = رابط إلى { $name }
frame-once-only = يظهر مرة واحدة فقط.
frame-once-give = سلّمه بنفسك إلى { $name }، أو برسالة آمنة. يعمل مرة واحدة، حتى { $moment }.
frame-nav-insight = أعداد

# The menu of admins, coordination and records
frame-nav-pathway = مسار الإحالة
frame-nav-records = السجلات
frame-nav-machines = الأجهزة
frame-sub = بجانب هذه الصفحة
frame-sub-directory = الدليل
frame-sub-protocols = البروتوكولات
frame-sub-sites = المواقع
frame-sub-retention = الاحتفاظ
frame-sub-certificates = الشهادات
