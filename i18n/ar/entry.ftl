# Signing in, choosing a password, the second factor.

entry-title = تسجيل الدخول
entry-email = البريد الإلكتروني
entry-password = كلمة المرور
entry-sign-in = ادخل
entry-no-password = لا توجد كلمة مرور بعد، أو نسيتها؟ اطلب رابطًا جديدًا من مسؤول الاتصال في منظمتك.
entry-wrong = البريد الإلكتروني أو كلمة المرور غير صحيح. تحقق من الاثنين وحاول مجددًا.
entry-wrong-code = هذا الرمز غير صحيح أو استُخدم من قبل. انتظر حتى يعرض التطبيق الرمز التالي واكتبه. بعد عشرة رموز خاطئة انتظر ربع ساعة.
entry-too-late = وصل الرمز متأخرًا. اكتب البريد الإلكتروني وكلمة المرور من جديد.

# The second step
entry-step-title = خطوة أخرى
entry-step-what = افتح في هاتفك التطبيق الذي يعرض رموزك، واكتب الأرقام الستة التي يعرضها الآن.
entry-code = الرمز
entry-phone-lost = فقدت هاتفك؟ يستطيع مسؤول الاتصال، أو مدير تقني آخر، أن يعيد لك الدخول مع شخص ثانٍ.
entry-begin-again = ابدأ من جديد

# The one-time link
entry-welcome-title = اختر كلمة مرور
entry-welcome-hello = مرحبًا { $name }. يعمل هذا الرابط مرة واحدة. اختر كلمة مرور لاستخدامها مع <strong>{ $email }</strong>.
entry-new-password = كلمة مرور جديدة
entry-new-password-hint = { $least ->
    [zero] { $least } حرف على الأقل. أربع أو خمس كلمات لا يجمعها غيرك خيار جيد.
    [one] حرف واحد على الأقل. أربع أو خمس كلمات لا يجمعها غيرك خيار جيد.
    [two] حرفان على الأقل. أربع أو خمس كلمات لا يجمعها غيرك خيار جيد.
    [few] { $least } أحرف على الأقل. أربع أو خمس كلمات لا يجمعها غيرك خيار جيد.
    [many] { $least } حرفًا على الأقل. أربع أو خمس كلمات لا يجمعها غيرك خيار جيد.
   *[other] { $least } حرف على الأقل. أربع أو خمس كلمات لا يجمعها غيرك خيار جيد.
}
entry-password-again = كلمة المرور نفسها مرة أخرى
entry-save-password = احفظ كلمة المرور
entry-welcome-hint = لا تستخدم كلمة مرور تستخدمها في مكان آخر. لن يطلبها منك أحد ممن يعملون هنا أبدًا.
entry-password-differs = كلمتا المرور غير متطابقتين. اكتبهما من جديد.

# The second factor
entry-factor-title = عاملك الثاني
entry-factor-there = لديك عامل ثانٍ: يطلب تسجيل الدخول رمزًا من هاتفك.
entry-factor-remove-title = أزله
entry-factor-remove-how = لهاتف جديد: أزله هنا، ثم سجّل الدخول مجددًا وأعدّه على الهاتف الجديد. ستُسجَّل خروجك من كل مكان.
entry-factor-code = الرمز الذي يعرضه التطبيق الآن
entry-factor-remove = أزل
entry-factor-why = قد يرى أحدهم كلمة المرور أو يخمّنها. مع عامل ثانٍ يطلب تسجيل الدخول أيضًا رمزًا من ستة أرقام يعرضه تطبيق في هاتفك. لا يحتاج التطبيق إلى شبكة.
entry-factor-required = تحتاج إليه قبل أن تتابع.
entry-factor-secret = لا تدع أحدًا غيرك يراه أو يصوّره.
entry-factor-qr = رمز QR لتطبيق المصادقة
entry-factor-by-code = بالرمز المصوّر
entry-factor-step-1 = ثبّت تطبيق مصادقة في هاتفك إن لم يكن لديك واحد.
entry-factor-step-2 = اختر فيه إضافة حساب، ووجّه الكاميرا إلى الرمز.
entry-factor-step-3 = اكتب أدناه الأرقام الستة التي يعرضها.
entry-factor-by-typing = بالكتابة
entry-factor-type = اختر «حسب الوقت» واكتب:
entry-factor-confirm = أكّد
entry-factor-anew = ابدأ من جديد برمز آخر
entry-factor-anew-title = رمز آخر
entry-factor-anew-why = إن رأى غيرك هذا الرمز، أو لم يقبله التطبيق، فابدأ من جديد: عندها لا يعمل هذا الرمز. كلمة مرورك تبيّن أنك أنت.
entry-factor-set-up = أعدّه
entry-factor-wrong-password = كلمة المرور غير صحيحة. لم يتغير شيء.

# The one-time link does not work
entry-link-title = لم يعد هذا الرابط يعمل
entry-link-what = استُخدم من قبل أو انتهت مدته.
entry-link-next = إن كانت لديك كلمة مرور فسجّل الدخول بها. وإلا فاطلب رابطًا جديدًا ممن أعطاك إياه.
