# What mails say: how much waits and how urgent it is, never what. A phone's locked screen shows it.

mail-new-item = { $count ->
    [zero] لا عناصر جديدة
    [one] عنصر جديد واحد
    [two] عنصران جديدان
    [few] { $count } عناصر جديدة
    [many] { $count } عنصرًا جديدًا
   *[other] { $count } عنصر جديد
}
mail-held-item = { $count ->
    [zero] لا عناصر محتفَظ بها في قائمتك
    [one] عنصر واحد محتفَظ به في قائمتك
    [two] عنصران محتفَظ بهما في قائمتك
    [few] { $count } عناصر محتفَظ بها في قائمتك
    [many] { $count } عنصرًا محتفَظًا به في قائمتك
   *[other] { $count } عنصر محتفَظ به في قائمتك
}
mail-case-offered = عُرضت حالة
mail-offer-ended = أُجيب عن عرض حالة، أو انتهى
mail-test = تجربة
mail-urgent = { $line }، { $urgency }
mail-counted = { $line }: { $count }
mail-waits = شيء ينتظر
mail-subject = Waypost: { $first }
mail-subject-more = { $count ->
    [zero] Waypost: { $first }
    [one] Waypost: { $first } وواحد آخر
    [two] Waypost: { $first } واثنان آخران
    [few] Waypost: { $first } و{ $count } أخرى
    [many] Waypost: { $first } و{ $count } غيرها
   *[other] Waypost: { $first } و{ $count } غيرها
}
mail-see = سجّل الدخول لتراه: { $address }
mail-says = تقول هذه الرسالة كم ينتظر ولا تقول ماذا. لا تُجب عنها.
mail-alone-yes = إن كنت أنت من فعل ذلك أو كنت تعلم به، فلا شيء عليك فعله.
mail-alone-no = وإلا: سجّل الدخول في { $address }، وأنهِ كل الجلسات الأخرى، واختر كلمة مرور أخرى، وأخبر مسؤول الاتصال أو من يدير الخادم.
mail-alone-only = أُرسلت هذه الرسالة إليك وحدك. لا تُجب عنها.

# What waits, by its word
mail-alert-key_locked = إرسالات تنتظر مفتاحًا مقفلًا
mail-alert-key_disabled = إرسالات تنتظر مفتاحًا معطّلًا
mail-alert-key_missing = إرسالات تنتظر مفتاحًا ليس هنا
mail-alert-worker_silent = إرسالات تنتظر جهاز منظمة لا يجيب
mail-alert-key_expires = مفتاح يجب استبداله قريبًا
mail-alert-consent_waits = موافقات تنتظر التأكيد
mail-alert-recalled = سُحبت إحالات: أتلف النسخ وقل ذلك
mail-alert-referral_late = إحالات متأخرة
mail-alert-referral_unplaced = إحالات لم تجد من يأخذها
mail-alert-budget = فتحت جلسة أكثر مما يُسمح به في ساعة فأُنهيت
mail-alert-undelivered = تعذّر تسليم إشعارات
mail-alert-unmatched = شيء من مكان آخر ينتظر مشرفًا
mail-alert-broken_glass = نظرة لمدة ساعة تنتظر المراجعة
mail-alert-closed_case = وصل شيء لحالة مغلقة

# What one person hears alone, by its word
mail-personal-new_browser = استُخدم حسابك من متصفح غير السابق
mail-personal-wrong_tries = استُخدم حسابك بعد عدة كلمات مرور أو رموز خاطئة
mail-personal-passkey_copied = ربما نُسخ أحد مفاتيح مرورك، فرُفض
mail-personal-recovery_asked = طلب أحدهم إزالة عاملك الثاني
mail-personal-recovered = أزال شخصان عاملك الثاني
