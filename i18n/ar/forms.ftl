# Forms.

forms-title = استمارة
forms-general = استمارة عامة
forms-never = لم تُنشر قط
forms-draft-title = مسودة، الإصدار { $version }
forms-draft-saved = حُفظت { $moment }. لم تصل إلى الهواتف بعد.
forms-clean = لا ملاحظات
forms-clean-hint = لم يجد الفحص شيئًا يحتاج إلى إصلاح.
forms-blocked = <strong>لا يمكن نشرها بعد.</strong> أصلح الاستمارة وحمّلها مجددًا أدناه.
forms-publish-why = لماذا تُنشر رغم التحذيرات؟
forms-publish-why-optional = لماذا تُنشر رغم التحذيرات؟ (اختياري)
forms-publish-why-hint = سيقرأ آخرون هذا. لا تكتب شيئًا عن شخص.
forms-publish = انشرها إلى الهواتف
forms-publish-admin = ينشرها المدير التقني لهذا الخادم.
forms-versions-title = الإصدارات
forms-versions-none = لم تُنشر بعد.
forms-versions-none-hint = تحصل الهواتف على الاستمارة بعد نشر مسودتها.
forms-versions-caption = الإصدارات المنشورة، الأحدث أولًا
forms-version = الإصدار
forms-published = نُشر
forms-by = بواسطة
forms-on-phones = في الهواتف
forms-reason-given = السبب المذكور: { $reason }
forms-by-server = الخادم
forms-state-title = الحالة
forms-state-what = ما تستطيع الهواتف فعله
forms-state-choice = { $state }: { $what }
forms-state-save = احفظ الحالة
forms-new-replace = استبدل المسودة
forms-new-version = إصدار جديد

# Uploading
forms-file = ملف الاستمارة
forms-file-hint = ملف XLSForm ‏(‎.xlsx أو ‎.md) أو XML المصنوع منه.
forms-paste = أو ألصق XML
forms-xml = XML الاستمارة
forms-accept = احتفظ بها رغم تحذيرات المحوّل

# What the check found
forms-found-caption = ما وجده الفحص
forms-found-where = أين
forms-found-weight = مدى الخطورة
forms-found-what = ماذا
forms-found-error = يجب إصلاحه
forms-found-warning = تحذير
forms-found-note = ملاحظة
forms-found-form = الاستمارة

# What was wrong
forms-wrong-exists = في هذا المشروع استمارة بهذا المعرّف. افتحها أدناه وحمّل هناك.
forms-wrong-reason = اكتب لماذا ينبغي نشرها رغم التحذيرات.
forms-wrong-version = نُشر الإصدار «{ $version }» من قبل. أعطِ الاستمارة إصدارًا آخر وحمّلها مجددًا.
forms-wrong-found = وجد الفحص ما يجب إصلاحه أولًا. لم يُحفظ شيء.
forms-wrong-form = ليست هذه استمارة تستطيع الهواتف استخدامها. { $why } لم يُحفظ شيء.
forms-wrong-table = لا يمكن تحويل الجدول. أصلح الصفوف أدناه وحمّله مجددًا. لم يُحفظ شيء.
forms-wrong-other = { $why } لم يُحفظ شيء.
forms-wrong-large = الملف كبير جدًا: الحد { $most } ميغابايت.
forms-wrong-nothing = اختر ملف الاستمارة أو ألصق XML.
forms-wrong-broken = لم يصل الملف كاملًا
forms-wrong-warnings = يتحول الجدول مع تحذيرات. أصلح الصفوف أدناه، أو حمّله مجددًا واقبلها. لم يُحفظ شيء.
forms-busy = يُرسل الملف ويُقرأ. قد يستغرق ذلك دقيقة.
