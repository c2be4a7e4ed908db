# Projects.

projects-title = المشاريع
projects-none = لا مشاريع بعد.
projects-none-hint = يُنشأ أول مشروع لمنظمة معها. اسأل المدير التقني لهذا الخادم.
projects-not-confidential = غير سري
projects-forms = { $n ->
    [zero] لا استمارات
    [one] استمارة واحدة
    [two] استمارتان
    [few] { $n } استمارات
    [many] { $n } استمارة
   *[other] { $n } استمارة
}
projects-phones = { $n ->
    [zero] لا هواتف
    [one] هاتف واحد
    [two] هاتفان
    [few] { $n } هواتف
    [many] { $n } هاتفًا
   *[other] { $n } هاتف
}
projects-add-title = أضف مشروعًا
projects-name = الاسم
projects-name-missing = أعطِ المشروع اسمًا.
projects-agency = المنظمة التي يتبع لها
projects-agency-hint = بلا منظمة لا يكون المشروع سريًا: محتواه محمي على القرص فقط.
projects-agency-none = لا شيء (غير سري)
projects-add = أضف المشروع

# One
projects-one-title = مشروع
projects-belongs = يتبع { $agency }. تشفّر الهواتف كل شيء لهذه المنظمة.
projects-open-title = غير سري.
projects-open-hint = لا يتبع هذا المشروع أي منظمة. محتواه محمي على القرص فقط: لا تجمع هنا أي شيء عن شخص.
projects-forms-title = الاستمارات
projects-forms-none = لا استمارات بعد.
projects-forms-none-upload = حمّل واحدة أدناه. تصل إلى الهواتف بعد أن تنشرها.
projects-forms-none-admin = يحمّل المدير التقني لهذا الخادم الاستمارات.
projects-forms-caption = استمارات هذا المشروع
projects-form = الاستمارة
projects-used-for = تُستخدم في
projects-version-phones = الإصدار في الهواتف
projects-version = الإصدار
projects-state = الحالة
projects-general = عامة
projects-version-none = لا شيء
projects-draft = مسودة
projects-stage-only = لا يقبل هذا المشروع إلا استمارات خطوة من الدليل.
projects-add-form-title = أضف استمارة
projects-upload = حمّلها كمسودة
projects-upload-hint = لا يتغير شيء في الهواتف حتى تنشر المسودة.
projects-takes-title = أي استمارات يقبل
projects-takes = استمارات خطوة من الدليل فقط. الاستمارة بلا مرحلة يقل التحقق منها: قد تسأل عن أي شيء.
projects-save = احفظ
