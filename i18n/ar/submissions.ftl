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
submissions-about = عنه
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
