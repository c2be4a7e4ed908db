# Submissions.

submissions-title = الإرسالات
submissions-form = الاستمارة
submissions-form-all = كل الاستمارات
submissions-state = الحالة
submissions-state-all = كل الحالات
submissions-show = اعرض
submissions-nothing = لا شيء مطابق.
submissions-nothing-all = اعرض كل الإرسالات
submissions-empty = لم يصل شيء بعد.
submissions-empty-hint = أضف هاتفًا إلى المشروع واملأ فيه استمارة وأرسلها. تظهر هنا خلال ثوانٍ.
submissions-caption = الأحدث أولًا
submissions-received = وصل
submissions-phone = الهاتف
submissions-state-and = الحالة وما العمل
submissions-phone-unknown = غير معروف
submissions-parts = الملفات: { $present } من { $expected }
submissions-retry = حاول مجددًا

# One
submissions-one-title = إرسال
submissions-not-confidential = غير سري
submissions-next = ما العمل
submissions-answers = الإجابات
submissions-answers-none = لا إجابات في هذا الإرسال.
submissions-not-answered = بلا إجابة
submissions-not-entitled = دورك لا يقرأ الإجابات.
submissions-not-entitled-hint = يستطيع ذلك مشرفو المنظمة وأخصائيو الحالات فيها. أنت ترى أنه وصل وما حالته.
submissions-locked = مقفل.
submissions-locked-holder = مفاتيح منظمتك مقفلة. أنت من حاملي المفاتيح.
submissions-locked-ask = مفاتيح منظمتك مقفلة. اطلب من مسؤول الاتصال أو مسؤول البيانات فتح قفلها.
submissions-away = غير متاح الآن.
submissions-away-hint = الجزء الذي يفتح المحتوى في هذا الخادم لا يستجيب. أعد تحميل هذه الصفحة بعد بضع دقائق.
submissions-not-opened = لم يُفتح بعد.
submissions-not-opened-hint = لا شيء يُقرأ قبل فتحه والتحقق منه.
submissions-about = عن الإرسال
submissions-opened = فُتح وتم التحقق منه
submissions-whole = كامل ولم يُمس
submissions-version = إصدار الاستمارة
submissions-files = الملفات
submissions-files-none = لم تأتِ معه ملفات.
submissions-file-waits = ما زال في الهاتف
submissions-general = عام
submissions-size-bytes = { $n } بايت
submissions-size-kb = { $n } كيلوبايت
submissions-size-mb = { $n } ميغابايت

# Review, comments, versions
submissions-review = المراجعة
submissions-review-all = الكل
submissions-ticked = الإرسالات المحدَّدة
submissions-choose = اختر
submissions-review-ticked = راجع المحدَّدة
submissions-tick = حدّد للمراجعة
submissions-tick-which = : { $form }، استُلم { $time }
submissions-corrected = صُحِّحت هذه النسخة.
submissions-corrected-now = اعرض النسخة المعتمدة الآن
submissions-compare-versions = قارن نسخه
submissions-say = ما رأيك فيه؟
submissions-review-do = احفظ المراجعة
submissions-comments = التعليقات
submissions-comments-none = لم يكتب أحد شيئًا.
submissions-comment = تعليقك
submissions-comment-hint = يمكن لكل من يحق له قراءة الإجابات أن يقرأه. ولا يمكن تغييره لاحقًا.
submissions-comment-write = اكتب
submissions-comments-not-entitled = دورك لا يتيح قراءة التعليقات.
submissions-comments-locked = مقفل. يمكن قراءة التعليقات بعد أن يفتح أحد حاملي المفاتيح القفل.
submissions-activity = ما الذي حدث
submissions-did-by = { $act }، بواسطة { $who }
submissions-did-receive = استُلم
submissions-did-correct = صُحِّح
submissions-did-take-back = سُحبت المراجعة
submissions-did-find-issues = روجع: فيه مشكلات
submissions-did-approve = روجع: مقبول
submissions-did-reject = روجع: مرفوض
submissions-approve = اقبل
submissions-has-issues = فيه مشكلات
submissions-reject = ارفض
submissions-take-back = اسحب المراجعة
submissions-versions = النسخ
submissions-versions-of = النسخ: { $form }
submissions-older = النسخة الأقدم
submissions-newer = النسخة الأحدث
submissions-compare = قارن
submissions-same-answers = النسختان { $from } و{ $to } تعطيان الإجابات نفسها.
submissions-differs = الفروق بين النسختين { $from } و{ $to }
submissions-question = السؤال
submissions-how = وجه الاختلاف
submissions-versions-seen = ترى أي النسخ موجودة.
submissions-alone = لم يصحِّح أحد هذا الإرسال.
submissions-versions-all = كل النسخ
submissions-version-n = النسخة { $n }
submissions-sent-by = أرسلها { $who }
submissions-counts = معتمدة الآن
submissions-more = { $count ->
    [zero] لا إجابات أخرى مختلفة.
    [one] إجابة أخرى مختلفة. افتح النسخ أدناه لقراءتها.
    [two] إجابتان أخريان مختلفتان. افتح النسخ أدناه لقراءتهما.
    [few] { $count } إجابات أخرى مختلفة. افتح النسخ أدناه لقراءتها.
    [many] { $count } إجابة أخرى مختلفة. افتح النسخ أدناه لقراءتها.
   *[other] { $count } إجابة أخرى مختلفة. افتح النسخ أدناه لقراءتها.
}
submissions-same = { $count ->
    [zero] لا إجابات متطابقة في النسختين.
    [one] إجابة واحدة متطابقة في النسختين.
    [two] إجابتان متطابقتان في النسختين.
    [few] { $count } إجابات متطابقة في النسختين.
    [many] { $count } إجابة متطابقة في النسختين.
   *[other] { $count } إجابة متطابقة في النسختين.
}
