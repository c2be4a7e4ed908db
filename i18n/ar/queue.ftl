# The queue and its cards.

queue-title = قائمة الانتظار
queue-sides = الواردة أو المرسلة
queue-received = الواردة
queue-sent = المرسلة
queue-empty = لا توجد إحالات الآن.
queue-empty-hint = عندما تحيل منظمة أخرى شخصًا إليكم تظهر الإحالة هنا.
queue-answered = تم الرد عليها
queue-promise-u0 = الرد خلال 30 دقيقة
queue-promise-u1 = الرد خلال 6 ساعات
queue-promise-u2 = الرد خلال 48 ساعة
queue-promise-u3 = الرد خلال 5 أيام

# What was sent
queue-sent-title = الإحالات المرسلة
queue-sent-empty = لم ترسل منظمتك أي إحالة.
queue-sent-empty-hint = تُرسل من تلقاء نفسها عندما تطلب المحادثة الأولى خدمة ويكون الشخص موافقًا.
queue-sent-caption = ما أرسلته منظمتك، الأحدث أولًا
queue-column-referral = الإحالة
queue-column-urgency = درجة الإلحاح
queue-column-to = إلى
queue-column-answer = الرد
queue-column-sent = أُرسلت

# A card
queue-card-referral = إحالة
queue-card-held-why = لم يوافق الشخص على المشاركة أو لم يمكن سؤاله. لا تستطيع أي منظمة أخرى رؤية هذا.
queue-card-ended = انتهت موافقة الشخص، لذلك لم تعد هذه البطاقة تُعرض.
queue-card-locked = مقفل. يمكن قراءة المحتوى بعد أن يفتح أحد حاملي المفاتيح القفل.
queue-card-held-since = محتفَظ بها منذ { $moment }
queue-card-from = من { $agency }، { $moment }
queue-card-received = وصلت { $moment }
queue-accept = اقبل
queue-decline = ارفض…
queue-decline-why = لماذا ترفض؟
queue-decline-do = ارفض هذه الإحالة

# Who was told that it is late
queue-late-1 = تأخير: أُبلغ آخرون في المنظمة.
queue-late-2 = تأخير: أُبلغ مرة ثانية أشخاص من خارج قائمة الانتظار.
queue-late-3 = لم يرد أحد في الوقت المحدد.

# What is due
queue-due-open = الفتح قبل { $moment }
queue-due-decide = القرار قبل { $moment }
queue-due-answer = الرد قبل { $moment }
queue-due-sender = يجيب المرسل قبل { $moment }
queue-due-meet = لقاء الشخص قبل { $moment }
queue-due-serve = تقديم الخدمة قبل { $moment }
queue-again = انظر مجددًا
queue-news = { $count ->
    [zero] لم تصل إحالات جديدة. درجة الإلحاح: { $urgency }.
    [one] وصلت إحالة جديدة واحدة. درجة الإلحاح: { $urgency }.
    [two] وصلت إحالتان جديدتان. الأكثر إلحاحًا: { $urgency }.
    [few] وصلت { $count } إحالات جديدة. الأكثر إلحاحًا: { $urgency }.
    [many] وصلت { $count } إحالة جديدة. الأكثر إلحاحًا: { $urgency }.
   *[other] وصلت { $count } إحالة جديدة. الأكثر إلحاحًا: { $urgency }.
}
queue-due-treat = بدء العلاج قبل { $moment }
queue-answered-title = الإحالات التي تم الرد عليها
queue-answered-empty = لم ترد منظمتك على أي إحالة بعد.
queue-answered-empty-hint = ما تقبله أو ترفضه يظهر هنا مع الخطوة التالية.
queue-answered-caption = ما يجري العمل عليه، الأكثر إلحاحًا أولًا؛ ثم آخر ما تم الرد عليه
queue-column-from = من
queue-column-state = الحالة
queue-column-received = وردت
