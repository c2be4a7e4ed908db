# Charts and their tables.

chart-table = في جدول
chart-time = الوقت يسير من اليسار إلى اليمين.
chart-desc-bars = أعمدة. الصفوف: { $rows }. ما يُعدّ: { $what }. أكبر عدد: { $most }. الجدول أدناه فيه كل الأعداد.
chart-desc-time = خطوط عبر الوقت، من اليسار إلى اليمين. النقاط: { $rows }. ما يُعدّ: { $what }. أكبر عدد: { $most }. الجدول أدناه فيه كل الأعداد.
chart-few = أقل من 5
chart-hidden = لا يُعرض
