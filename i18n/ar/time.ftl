# Times and spans.

time-unknown = وقت غير معروف
time-moment = { $day } { $month } { $year }، { $clock } { $zone }
time-left = المتبقي: { $span }
time-late = تأخير: { $span }
time-less = أقل من دقيقة
time-minutes = { $n ->
    [zero] { $n } دقيقة
    [one] دقيقة واحدة
    [two] دقيقتان
    [few] { $n } دقائق
    [many] { $n } دقيقة
   *[other] { $n } دقيقة
}
time-hours = { $n ->
    [zero] { $n } ساعة
    [one] ساعة واحدة
    [two] ساعتان
    [few] { $n } ساعات
    [many] { $n } ساعة
   *[other] { $n } ساعة
}
time-days = { $n ->
    [zero] { $n } يوم
    [one] يوم واحد
    [two] يومان
    [few] { $n } أيام
    [many] { $n } يومًا
   *[other] { $n } يوم
}
time-two = { $large } و{ $small }

# Months
time-month-1 = يناير
time-month-2 = فبراير
time-month-3 = مارس
time-month-4 = أبريل
time-month-5 = مايو
time-month-6 = يونيو
time-month-7 = يوليو
time-month-8 = أغسطس
time-month-9 = سبتمبر
time-month-10 = أكتوبر
time-month-11 = نوفمبر
time-month-12 = ديسمبر
time-day = { $day } { $month } { $year }
time-month-of = { $month } { $year }
