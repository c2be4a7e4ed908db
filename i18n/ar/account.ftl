# The own account: who one is, where one is signed in, passkeys.

account-title = حسابك
account-email = البريد الإلكتروني
account-role = الدور
account-agency = المنظمة
account-preferences = اللغة والمظهر والبريد
account-factors = كيف تثبت أنك أنت
account-password-go = اختيار كلمة مرور أخرى
account-password = كلمة مرور أخرى
account-password-what = بعد تغييرها يُسجَّل خروجك في كل مكان، وهنا أيضًا. سجّل الدخول من جديد بالكلمة الجديدة.
account-password-now = كلمة المرور الحالية
account-app = تطبيق الرموز
account-app-there = معدّ.
account-app-none = غير معدّ.
account-app-go = تطبيق الرموز
account-passkeys = مفاتيح المرور
account-passkeys-count = { $count ->
    [zero] لا يوجد.
    [one] مفتاح مرور واحد.
    [two] مفتاحا مرور.
    [few] { $count } مفاتيح مرور.
    [many] { $count } مفتاح مرور.
   *[other] { $count } مفتاح مرور.
}
account-passkeys-go = اعرض مفاتيح المرور وأضف
account-no-factor = كلمة المرور وحدها قد تُرى أو تُخمَّن. أعدّ تطبيق رموز أو مفتاح مرور.
account-no-app = أعدّ تطبيق رموز أيضًا: تحتاج إليه حيث لا يعمل مفتاح المرور، وعندما تفقده.

# Where one is signed in
account-sessions = أين سجّلت الدخول
account-sessions-what = كل سطر متصفح أو برنامج. لا يُحفظ إلا نوع المتصفح، ولا يُحفظ أي عنوان.
account-sessions-caption = جلساتك، آخرها استخدامًا أولًا
account-with = بواسطة
account-with-browser = { $browser }
account-with-program = برنامج ({ $browser })
account-begun = بدأت
account-used = آخر استخدام
account-do = ما يمكنك فعله
account-this = هذه
account-this-out = سجّل الخروج بالزر في الأعلى.
account-end = أنهِها
account-end-which = بدأت { $moment }
account-end-others = أنهِ كل الأخرى
account-not-yours = هل هنا شيء ليس منك؟ أنهِ كل الأخرى، واختر كلمة مرور أخرى، وأخبر مسؤول الاتصال.
account-only-here = لم تسجّل الدخول في أي مكان آخر.
account-only-here-hint = عندما تسجّل الدخول على جهاز آخر يظهر هنا، ويمكنك إنهاؤه من هنا.

# When one was here last
account-last = تسجيل دخولك السابق: { $moment }، بواسطة { $browser }.
account-last-wrong = { $count ->
    [zero] لم يُجرَّب شيء خاطئ منذ ذلك الحين.
    [one] جُرّبت كلمة مرور أو رمز خاطئ مرة واحدة منذ ذلك الحين. إن لم تكن أنت، فاختر كلمة مرور أخرى.
    [two] جُرّبت كلمة مرور أو رمز خاطئ مرتين منذ ذلك الحين. إن لم تكن أنت، فاختر كلمة مرور أخرى.
    [few] جُرّبت كلمات مرور أو رموز خاطئة { $count } مرات منذ ذلك الحين. إن لم تكن أنت، فاختر كلمة مرور أخرى.
    [many] جُرّبت كلمات مرور أو رموز خاطئة { $count } مرة منذ ذلك الحين. إن لم تكن أنت، فاختر كلمة مرور أخرى.
   *[other] جُرّبت كلمات مرور أو رموز خاطئة { $count } مرة منذ ذلك الحين. إن لم تكن أنت، فاختر كلمة مرور أخرى.
}
account-last-see = اعرض أين سجّلت الدخول

# Passkeys
account-passkeys-why = مفتاح المرور يحفظه جهازك. تفتحه بإصبعك أو وجهك أو رمز الجهاز، ولا تستطيع أي صفحة أخرى أن تطلبه باسمنا. ويبقى تسجيل الدخول يطلب كلمة مرورك أولًا.
account-passkeys-there = مفاتيح مرورك
account-passkeys-none = ليس لديك أي منها بعد.
account-passkeys-none-hint = أضف واحدًا أدناه، على الجهاز الذي تستخدمه أكثر من غيره.
account-passkeys-caption = مفاتيح المرور، أولها إضافةً أولًا
account-passkey-name = الاسم
account-passkey-added = أُضيف
account-passkey-unused = أبدًا
account-passkey-remove-more = أزل…
account-passkey-remove-what = لن تدخل به بعد الآن، وسيُسجَّل خروجك من كل مكان. احذفه من جهازك أيضًا.
account-passkey-remove = نعم، أزله
account-passkey-add-title = أضف مفتاح مرور
account-passkey-call = ماذا تسميه
account-passkey-add = أضف مفتاح مرور
account-passkey-add-hint = يسألك متصفحك بعد ذلك. سيُسجَّل خروجك من كل مكان آخر.
account-passkey-no-scripts = تحتاج مفاتيح المرور إلى نصوص برمجية لا يشغّلها هذا المتصفح. استخدم تطبيق رموز بدلًا منها.
account-passkey-not-here = لا تعمل مفاتيح المرور على هذا العنوان. استخدم تطبيق رموز.
account-passkey-not-made = لم ينشئ متصفحك مفتاح مرور. حاول مجددًا أو استخدم تطبيق رموز.
account-passkey-not-taken = لم يُقبل مفتاح المرور هذا. حاول مجددًا؛ وإن استمر ذلك فاستخدم رمزًا أو اسأل مسؤول الاتصال.
account-passkey-wrong-name = أعطه اسمًا من 1 إلى 40 حرفًا.
account-passkey-only-one = هو عاملك الثاني الوحيد، وتحتاج إلى واحد. أعدّ تطبيق رموز أولًا.
account-passkey-use-title = بمفتاح مرورك
account-passkey-use = اضغط الزر وافتح مفتاح المرور كما يطلب جهازك.
account-passkey-use-no-scripts = لا يشغّل هذا المتصفح نصوصًا برمجية، فلا يستطيع أن يطلب مفتاح مرورك. استخدم رمزًا أو متصفحًا آخر.
account-passkey-show = استخدم مفتاح مرورك
account-passkey-or-code = أو برمز
account-passkey-not-here-now = لحسابك مفاتيح مرور لا تعمل على هذا العنوان. افتح العنوان الذي أضفتها عليه.

# Where others are let in again
account-recoveries = زملاء فقدوا الدخول
