# ما تحمله الهواتف.

carry-title = هواتف لديها هذه الاستمارة
carry-lead = بحسب ما رآه هذا الخادم. يحصل الهاتف على الإصدار الجديد عندما تُحدَّث استماراته، أو من تلقاء نفسه.
carry-none = لم يحصل أي هاتف على هذه الاستمارة.
carry-none-hint = انشرها وامنحها للهواتف وحدّث الاستمارات عليها.
carry-old = لديها إصدار أقدم: { $old } من { $all }.
carry-caption = الإصدارات الأقدم أولًا
carry-since = منذ
carry-newest = الأحدث
carry-older = أقدم
carry-phone-title = هاتف
carry-carries = الاستمارات عليه
carry-carries-none = لم يحصل على أي استمارة بعد.
carry-carries-none-hint = افتح ODK Collect عليه واحصل على الاستمارات الفارغة.
carry-carries-caption = الإصدارات التي يحملها، الأقدم أولًا
carry-may = الاستمارات المسموحة له
carry-may-legend = امنحه
carry-may-hint = ما حصل عليه يبقى عليه حتى تُحدَّث استماراته.
carry-every = كل استمارات هذا المشروع، والقادمة أيضًا
carry-every-short = كلها
carry-save = احفظ
carry-count = { $count ->
    [zero] لا استمارات
    [one] استمارة واحدة
    [two] استمارتان
    [few] { $count } استمارات
    [many] { $count } استمارة
   *[other] { $count } استمارة
}
carry-count-old = { $count ->
    [zero] لا إصدار أقدم
    [one] إصدار أقدم
    [two] إصداران أقدم
    [few] { $count } إصدارات أقدم
    [many] { $count } إصدارًا أقدم
   *[other] { $count } إصدار أقدم
}

# من له ماذا
carry-access-title = الوصول إلى الاستمارات
carry-access-go = الوصول: أي هاتف له أي استمارة
carry-access-lead = حدّد ما يُسمح لكل هاتف. «كلها» تشمل الاستمارات القادمة أيضًا.
carry-access-none = لا توجد هواتف مستخدمة أو لا توجد استمارات.
carry-access-none-hint = أضف هاتفًا وحمّل استمارة.
carry-access-caption = الهواتف والاستمارات
