# ما تسأله الاستمارة وما يختلف.

look-title = معاينة استمارة
look-lead = ما يسأله الهاتف بترتيبه. تقف الشروط بجانب ما تُظهره أو تُخفيه، ولا يُحسب شيء هنا.
look-language = اللغة
look-show = اعرض
look-none = لا يسأل هذا الإصدار شيئًا.
look-required = إجابة لازمة
look-repeats = يمكن ملؤها عدة مرات.
look-again = تتمة.
look-shown-if-is = يظهر فقط إذا كانت إجابة «{ $question }» هي «{ $answer }».
look-shown-if = يظهر فقط إذا { $code }
look-constraint = يجب أن تحقق الإجابة { $code }
look-message = وإلا يقول الهاتف: «{ $message }»
look-file = مع الملف { $name }
look-part = الصفحة { $part } من { $parts }
look-previous = الصفحة السابقة
look-next = الصفحة التالية
look-more = { $count ->
    [zero] ولا خيار آخر
    [one] وخيار آخر
    [two] وخياران آخران
    [few] و{ $count } خيارات أخرى
    [many] و{ $count } خيارًا آخر
   *[other] و{ $count } خيار آخر
}
look-calculated = { $count ->
    [zero] لا تُحسب أي قيمة.
    [one] قيمة واحدة تُحسب دون سؤال.
    [two] قيمتان تُحسبان دون سؤال.
    [few] { $count } قيم تُحسب دون سؤال.
    [many] { $count } قيمة تُحسب دون سؤال.
   *[other] { $count } قيمة تُحسب دون سؤال.
}
look-version-draft = { $version }: مسودة، حُفظت { $moment }
look-version-current = { $version }: في الهواتف منذ { $moment }
look-version-before = { $version }: نُشر { $moment }

# الفروق
look-changes-title = الفروق بين الإصدارات
look-changes-first = لا يوجد ما يُقارن به.
look-changes-first-hint = هذا هو الإصدار الوحيد حتى الآن.
look-from = من
look-to = إلى
look-compare = قارن
look-same = لا فرق.
look-same-hint = يسأل الإصداران الشيء نفسه بالكلمات نفسها.
look-form = الاستمارة نفسها
look-added = أُضيف
look-gone = حُذف
look-changed = تغيّر
look-changed-caption = أسئلة موجودة في الإصدارين ومختلفة
look-question = السؤال
look-what = ماذا
look-before-after = قبل، الآن
look-required-yes = إجابة لازمة
look-required-no = يمكن تركه
look-changes-more = { $count ->
    [zero] لم يبقَ فرق.
    [one] فرق آخر لم يتسع له المكان. قارن المعاينات.
    [two] فرقان آخران لم يتسع لهما المكان. قارن المعاينات.
    [few] { $count } فروق أخرى لم يتسع لها المكان. قارن المعاينات.
    [many] { $count } فرقًا آخر لم يتسع لها المكان. قارن المعاينات.
   *[other] { $count } فرق آخر لم يتسع لها المكان. قارن المعاينات.
}
look-aspect-title = العنوان
look-aspect-stage = خطوة العمل
look-aspect-languages = اللغات
look-aspect-files = الملفات
look-aspect-label = النص
look-aspect-hint = التلميح
look-aspect-type = المطلوب
look-aspect-choices = الخيارات
look-aspect-required = لازم
look-aspect-relevant = متى يظهر
look-aspect-constraint = ما يجب أن تحققه الإجابة
look-aspect-calculation = كيف يُحسب
look-aspect-class = صنف البيانات
look-aspect-fact = اسم الحقيقة
