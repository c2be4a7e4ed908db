# Entity lists of a project.

lists-title = القوائم
lists-lead = تحفظ الاستمارات هذه القوائم وتختار الهواتف منها. تحوي أماكن وأشياء، لا هوية أي شخص.
lists-none = لا استمارة في هذا المشروع تحفظ قائمة.
lists-none-hint = تأتي القائمة مع أول استمارة منشورة تحفظها.
lists-caption = القوائم بالاسم
lists-list = القائمة
lists-entries = العناصر
lists-properties = الخصائص
lists-new = العناصر الجديدة
lists-by-person = يُدخلها شخص
lists-at-once = تدخل فورًا
lists-waiting = ما ينتظر أو رُفض
lists-waiting-none = لا شيء ينتظر.
lists-waiting-caption = الأقدم أولًا
lists-came = وصل
lists-state = الحالة
lists-submission = الإرسال
lists-open = فتح
lists-waits-piece = ينتظر جزءًا ناقصًا
lists-waits-order = ينتظر ما قبله
lists-waits-person = ينتظر شخصًا
lists-refused = مرفوض
lists-fault-no-action = لا يقول «إنشاء» ولا «تحديث».
lists-fault-no-id = معرّفه ليس UUID.
lists-fault-no-label = ليس له اسم.
lists-fault-no-base = لا يقول أي إصدار يغيّر.
lists-fault-no-number = أحد إصداراته ليس عددًا صحيحًا.
lists-fault-no-branch = يذكر إصدارًا من الخادم دون فرعه.
lists-fault-no-version = يذكر إصدارًا لم يوجد قط.
lists-fault-exists = يوجد هنا بند بهذا المعرّف.
lists-fault-deleted = حُذف البند الذي له هذا المعرّف.
lists-fault-unknown = لا يوجد بند بهذا المعرّف.
lists-fault-not-declared = الاستمارة لا تحفظ هذه القائمة أو لا تحفظها هكذا.
lists-fault-unreadable = تعذّرت قراءته.
lists-fault-here-unreadable = تعذّرت قراءة البند الذي يغيّره.
lists-count = { $count ->
    [zero] لا عناصر
    [one] عنصر واحد
    [two] عنصران
    [few] { $count } عناصر
    [many] { $count } عنصرًا
   *[other] { $count } عنصر
}
lists-empty = لا شيء في هذه القائمة بعد.
lists-empty-hint = يملؤها أول إرسال ينشئ عنصرًا.
lists-one-caption = كما تصل إلى الهواتف
lists-entry = العنصر
