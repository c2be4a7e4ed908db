# Correcting a submission by hand.

correct-link = تصحيح الإجابات
correct-title = تصحيح إرسال
correct-lead = غيّر ما كُتب خطأً فقط. تبقى النسخة السابقة كما هي، ويرى من يقرأ الإجابات أنها صُحّحت.
correct-part = الجزء { $n } من { $all }
correct-changed = { $count ->
    [zero] لم يتغير شيء بعد
    [one] تغيرت إجابة واحدة حتى الآن
    [two] تغيرت إجابتان حتى الآن
    [few] تغيرت { $count } إجابات حتى الآن
    [many] تغيرت { $count } إجابة حتى الآن
   *[other] تغيرت { $count } إجابة حتى الآن
}
correct-empty = بلا إجابة
correct-most = { $count ->
    [zero] بلا أحرف.
    [one] حرف واحد على الأكثر.
    [two] حرفان على الأكثر.
    [few] { $count } أحرف على الأكثر.
    [many] { $count } حرفًا على الأكثر.
   *[other] { $count } حرف على الأكثر.
}
correct-gates = تطرح الاستمارة أسئلة أخرى لبعض إجابات هذا السؤال فقط. وما لم تسأله لا يمكن إضافته هنا.
correct-kept = { $count ->
    [zero] لا إجابات هنا لا تُغيَّر يدويًا
    [one] إجابة واحدة هنا لا تُغيَّر يدويًا
    [two] إجابتان هنا لا تُغيَّران يدويًا
    [few] { $count } إجابات هنا لا تُغيَّر يدويًا
    [many] { $count } إجابة هنا لا تُغيَّر يدويًا
   *[other] { $count } إجابة هنا لا تُغيَّر يدويًا
}
correct-next = الجزء التالي
correct-back = الجزء السابق
correct-review = عرض التغييرات
correct-unsaved = ما تغيّره محفوظ في هذه الصفحات فقط. ويضيع إن غادرتها قبل الإرسال.
correct-none = لا شيء في هذا الإرسال يُصحَّح يدويًا.
correct-none-hint = املأ الاستمارة من جديد على هاتف كتصحيح، أو اكتب تعليقًا.

# Why an answer is kept
correct-kept-meta = يقول ما هو الإرسال، لا ما أجاب به أحد.
correct-kept-worked-out = حسبه الهاتف.
correct-kept-feeds = يحسب الهاتف منه شيئًا آخر. املأ الاستمارة من جديد على هاتف كتصحيح.
correct-kept-read-only = لا تسمح الاستمارة لأحد بالكتابة هنا.
correct-kept-file = ملف. لاستبداله أرسل الاستمارة من جديد من هاتف.
correct-kept-consent = هو جزء مما وافق عليه الشخص. ويُغيَّر في الحالة، مع الشخص.
correct-kept-case = يقول إلى أي حالة ينتمي هذا الإرسال.
correct-kept-check = تتحقق الاستمارة منه بطريقة لا يقدر عليها إلا الهاتف.
correct-kept-asking = لا يمكن طرح هذا السؤال إلا على الهاتف.

# What is wrong with an answer
correct-wrong = لا يمكن تسجيل بعض الإجابات هكذا. انظر إلى المعلَّمة منها.
correct-wrong-empty = تريد الاستمارة إجابة هنا.
correct-wrong-too-long = { $count ->
    [zero] لا تكتب شيئًا.
    [one] اكتب حرفًا واحدًا على الأكثر.
    [two] اكتب حرفين على الأكثر.
    [few] اكتب { $count } أحرف على الأكثر.
    [many] اكتب { $count } حرفًا على الأكثر.
   *[other] اكتب { $count } حرف على الأكثر.
}
correct-wrong-too-short = { $count ->
    [zero] اكتب شيئًا.
    [one] اكتب حرفًا واحدًا على الأقل.
    [two] اكتب حرفين على الأقل.
    [few] اكتب { $count } أحرف على الأقل.
    [many] اكتب { $count } حرفًا على الأقل.
   *[other] اكتب { $count } حرف على الأقل.
}
correct-wrong-whole = اكتب عددًا صحيحًا، مثل 12.
correct-wrong-number = اكتب عددًا، مثل 12.5.
correct-wrong-small = اكتب { $least } أو أكثر.
correct-wrong-large = اكتب { $most } أو أقل.
correct-wrong-date = اكتب تاريخًا، مثل 2026-11-23.
correct-wrong-future = هذا التاريخ لم يأتِ بعد. اكتب تاريخًا مضى.
correct-wrong-choice = اختر إحدى إجابات الاستمارة.
correct-wrong-alone = إحدى هذه الإجابات تكون وحدها. أزل الأخرى أو أزلها هي.

# Before it is sent
correct-changes-title = ما الذي يتغير
correct-changes = { $count ->
    [zero] لا تتغير أي إجابة.
    [one] تتغير هذه الإجابة. ويبقى كل ما عداها كما هو.
    [two] تتغير هاتان الإجابتان. ويبقى كل ما عداهما كما هو.
    [few] تتغير هذه الإجابات الـ{ $count }. ويبقى كل ما عداها كما هو.
    [many] تتغير هذه الإجابات الـ{ $count }. ويبقى كل ما عداها كما هو.
   *[other] تتغير هذه الإجابات الـ{ $count }. ويبقى كل ما عداها كما هو.
}
correct-changes-caption = قبل وبعد
correct-question = السؤال
correct-before = قبل
correct-after = بعد
correct-no-changes = لم تغيّر شيئًا بعد.
correct-no-changes-hint = عد إلى الإجابات، أو غادر هذه الصفحة: لن يحدث شيء عندئذ.
correct-reason = لماذا يُصحَّح؟
correct-reason-hint = يحتفظ سجل التدقيق بهذه الكلمة، ولا شيء من الإجابات.
correct-reason-missing = اختر سبب التصحيح.
correct-reason-slip = كُتب أو عُلِّم غير المقصود
correct-reason-person = قال الشخص إن الأمر ليس كذلك
correct-reason-misunderstood = فُهم السؤال أو الجواب خطأً
correct-reason-translation = كانت الترجمة خطأً
correct-reason-checked = قالت استمارتان شيئين مختلفين، وجرى التحقق
correct-then = يسير التصحيح في طريق كل إرسال: يُفتح ويُقيَّم من جديد، وقد تتبعه إحالات. ويجب أن يوافق عليه شخص آخر.
correct-send = إرسال التصحيح
correct-more = العودة إلى الإجابات

# Why it is not corrected by hand
correct-no-meanwhile = صُحّح في هذه الأثناء. افتح النسخة المعتمدة الآن، وصحّحها إن كانت لا تزال بحاجة إلى ذلك.
correct-no-unopened = لم يُفتح بعد. صحّحه عندما تمكن قراءة إجاباته.
correct-no-consent = ما وافق عليه أحد لا يُصحَّح هكذا. أكّد موافقة في الحالة أو اطلبها أو اسحبها، أو املأ الاستمارة من جديد مع الشخص.
correct-no-nothing = لم تتغير أي إجابة.
correct-no-answer = إحدى الإجابات لا تُغيَّر يدويًا، أو ليس إلى هذا. ابدأ من جديد من الإرسال.
correct-no-key = لم يعد لهذه النسخة من الاستمارة مفتاح مستخدم. املأ نسختها الحالية على هاتف.
correct-no-closed = الاستمارة مغلقة. يجب فتحها من جديد قبل تصحيح أي شيء منها.
correct-no-elsewhere = مفاتيح منظمتك على جهازها الخاص، حيث لا تُجرى التصحيحات اليدوية بعد. املأ الاستمارة من جديد على هاتف كتصحيح.
correct-no-files = لا تمكن قراءة أحد ملفاته الآن، والتصحيح من دونه يضيّعه. حاول لاحقًا.
correct-no-encrypted = إرسالات هذه الاستمارة مشفرة. صحّحها في صفحتها أو على هاتف.
