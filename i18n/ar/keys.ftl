# Keys.

keys-title = المفاتيح
keys-lead = مفاتيح { $agency }. لا يستخدم هذه الصفحة إلا مسؤول الاتصال ومسؤول البيانات فيها، ولا يستطيع ذلك المدير التقني.

# Locked and unlocked
keys-locked = مقفل
keys-unlock-title = افتح قفل المفاتيح
keys-waiting = { $count ->
    [zero] <strong>لا إرسالات بانتظار</strong> الفتح.
    [one] <strong>إرسال واحد بانتظار</strong> الفتح.
    [two] <strong>إرسالان بانتظار</strong> الفتح.
    [few] <strong>{ $count } إرسالات بانتظار</strong> الفتح.
    [many] <strong>{ $count } إرسالًا بانتظار</strong> الفتح.
   *[other] <strong>{ $count } إرسال بانتظار</strong> الفتح.
}
keys-passphrase = عبارة المرور
keys-unlock-hint = تمر عبارة المرور عبر هذا الخادم. لا تفتح القفل إلا إن كنت تثق بمن يديره، وتحقق من صحة العنوان أعلاه.
keys-unlock = افتح القفل
keys-unlock-holder = لا يفتح القفل إلا أحد حاملي المفاتيح.
keys-unlocked = القفل مفتوح
keys-unlocked-title = يمكن قراءة المحتوى
keys-unlocked-until = يُقفل من تلقاء نفسه { $until }.
keys-lock = أقفل الآن
keys-away-title = لا يمكن الوصول إلى المفاتيح الآن
keys-away = الجزء الذي يحفظ المفاتيح في هذا الخادم لا يستجيب. ما ترسله الهواتف محفوظ. أعد تحميل هذه الصفحة بعد بضع دقائق.

# The keys
keys-list = مفاتيح منظمتك
keys-none = لا مفاتيح بعد.
keys-none-hint = لا تستطيع الهواتف الإرسال إلى منظمتك بلا مفاتيح. أنشئها أدناه، ويؤكدها حامل المفتاح الآخر.
keys-fingerprint = البصمة
keys-private = الجزء الخاص
keys-made = أُنشئ
keys-made-by = { $moment } بواسطة { $who }
keys-confirmed = أُكّد
keys-by = بواسطة { $who }
keys-disabled-because = سبب التعطيل
keys-needed = <strong>يحتاج إليه</strong> { $what }.
keys-needed-phones = أي هواتف؟
keys-confirm-how = اتصل بمن أنشأه. اقرآ البصمة أحدكما للآخر.
keys-confirm-compared = قارنّا كل مجموعة، لكل مفتاح أُنشئ معه. كلها متطابقة.
keys-confirm = أكّد هذا المفتاح وما أُنشئ معه
keys-confirm-other = يجب أن يؤكده حامل المفتاح الآخر. لا يستطيع شخص وحده أن يضع مفتاحًا قيد الاستخدام.
keys-disable-more = عطّل هذا المفتاح…
keys-disable-what = <strong>لن يفتح شيئًا بعدها.</strong> لا يمكن قراءة ما كُتب له حتى يُفعَّل مجددًا.
keys-reason = السبب
keys-disable = عطّل هذا المفتاح

# New keys
keys-new-title = أنشئ مفاتيح جديدة
keys-new-what = ينشئ هذا المفاتيح الثلاثة معًا. عند تأكيدها تحل محل المستخدمة حاليًا، وتبقى القديمة تفتح ما كُتب لها.
keys-new-custody = كيف يُحفظ الجزء الخاص
keys-new-passphrase = <strong>تحت عبارة مرور.</strong> يفتح فقط ما دام أحد حاملي المفاتيح قد فتح قفله. إن ضاعت العبارة ضاع كل شيء.
keys-new-unattended = <strong>يحفظه هذا الخادم.</strong> يفتح ليلًا ونهارًا. من يتحكم بهذا الخادم قد يستطيع القراءة.
keys-new-agency = <strong>يُحفظ في جهازنا نحن.</strong> لا يحصل عليه هذا الخادم أبدًا. ذلك الجهاز وحده يفتح، وهناك يقرأ الناس.
keys-new-passphrase-label = عبارة المرور (للخيار الأول فقط)
keys-new-passphrase-hint = عدد الأحرف { $least } على الأقل، وست كلمات أو أكثر خيار جيد. تمر عبارة المرور عبر هذا الخادم.
keys-new-passphrase-again = عبارة المرور نفسها مرة أخرى
keys-new-several = يحملها عدة أشخاص: يفتح أي اثنين منهم…
keys-new-several-hint = يكتب كل منهم هنا عبارة مروره الخاصة، والتي أعلاه هي الأولى. لا يفتح أحدهم وحده شيئًا بعدها.
keys-new-second = عبارة مرور الحامل الثاني
keys-new-third = عبارة مرور حامل ثالث (إن وُجد)
keys-new-bring = أحضر مفتاح جمع خاصًا بكم…
keys-new-pem = المفتاح الخاص (PEM)
keys-new-pem-hint = RSA بطول 2048 بت أو أكثر. اتركه فارغًا ليُنشأ واحد. يمر عبر هذا الخادم.
keys-new-public = أحضر المفاتيح العامة من جهازنا…
keys-new-public-label = ما طبعه الأمر "waypost agency-worker enroll" هناك
keys-new-public-hint = الأنصاف العامة فقط. يقارن حامل المفتاح الآخر البصمة صوتيًا قبل التأكيد. يُستخدم مع الخيار الثالث.
keys-new = أنشئ المفاتيح
keys-new-hint = لا تُستخدم حتى يؤكدها حامل المفتاح الآخر.

# Phones with an old key
keys-phones-title = هواتف بمفتاح قديم
keys-phones-lead = تحمل هذه الهواتف استمارة بمفتاح استُبدل. اطلب من مستخدميها الاتصال وتحديث استماراتهم، وألغِ المفقود منها.
keys-phones-none = لا شيء.
keys-phones-none-hint = لدى كل هاتف الاستمارة الجديدة، بقدر ما رآها هذا الخادم تجلبها.
keys-phones-caption = العدد الكلي { $count }، الأطول غيابًا أولًا
keys-phones-phone = الهاتف
keys-phones-form = الاستمارة
keys-phones-fetched = جُلبت
keys-phones-seen = آخر ظهور
keys-phones-never = لم يظهر قط
keys-phones-back = العودة إلى المفاتيح

# Steps in a key's life
keys-step-enable = فعّل هذا المفتاح
keys-step-enable-what = يعود عندها يفتح، وكذلك ما وصل في هذه الأثناء.
keys-step-retire = أخرجه من الخدمة الآن
keys-step-retire-what = يخرج من الخدمة من تلقاء نفسه عندما لا يحتاج إليه شيء. قبل ذلك ينتظر ما تزال الهواتف ترسله به.
keys-step-reopen = افتح به مجددًا
keys-step-reopen-what = يفتح عندها ما أرسلته الهواتف به بعد.
keys-step-destroy = أتلف هذا المفتاح
keys-step-destroy-what = يُحذف جزؤه الخاص إلى الأبد متى وافق حامل المفتاح الآخر.
keys-step-destroy-asked = طلب { $name } هذا. إن وافق حامل مفتاح آخر حُذف جزؤه الخاص إلى الأبد.
keys-needed-carried = { $n ->
    [zero] لا هواتف تحمل استمارة به
    [one] هاتف واحد يحمل استمارة به
    [two] هاتفان يحملان استمارة به
    [few] { $n } هواتف تحمل استمارة به
    [many] { $n } هاتفًا يحمل استمارة به
   *[other] { $n } هاتف يحمل استمارة به
}
keys-needed-unopened = { $n ->
    [zero] لا إرسالات غير مفتوحة
    [one] إرسال واحد لم يُفتح
    [two] إرسالان لم يُفتحا
    [few] { $n } إرسالات لم تُفتح
    [many] { $n } إرسالًا لم يُفتح
   *[other] { $n } إرسال لم يُفتح
}
keys-needed-sealed = { $n ->
    [zero] لا سجلات مختومة
    [one] سجل مختوم واحد
    [two] سجلان مختومان
    [few] { $n } سجلات مختومة
    [many] { $n } سجلًا مختومًا
   *[other] { $n } سجل مختوم
}
keys-idle = { $n ->
    [zero] بعد { $n } دقيقة دون استخدام
    [one] بعد دقيقة واحدة دون استخدام
    [two] بعد دقيقتين دون استخدام
    [few] بعد { $n } دقائق دون استخدام
    [many] بعد { $n } دقيقة دون استخدام
   *[other] بعد { $n } دقيقة دون استخدام
}

# What was wrong
keys-wrong-again = عبارتا المرور غير متطابقتين. اكتبهما من جديد.
keys-wrong-compare = قارن البصمة مع من أنشأ المفتاح ثم ضع العلامة في المربع.
keys-wrong-passphrase = لا تفتح عبارة المرور هذه المفاتيح. تحقق منها وحاول مجددًا.
keys-wrong-reason = اكتب لماذا يُعطَّل المفتاح.
keys-wrong-retire = ما زال شيء يحتاج إلى هذا المفتاح: اكتب لماذا يُخرج من الخدمة الآن.

# أثناء تغيير المفاتيح
keys-progress-title = أين وصل تغيير المفاتيح
keys-progress-what = تبقى المفاتيح القديمة تفتح إلى أن ينتقل كل شيء.
keys-progress-phones = الهواتف التي لديها الاستمارة الجديدة: { $done } من { $all }
keys-progress-records = السجلات التي تُفتح بالمفتاح الجديد: { $done } من { $all }
