# Times and spans.

time-unknown = unknown time
time-moment = { $day } { $month } { $year }, { $clock } { $zone }
time-left = { $span } left
time-late = Late by { $span }
time-less = less than 1 min
time-minutes = { $n } min
time-hours = { $n } h
time-days = { $n } d
time-two = { $large } { $small }

# Months
time-month-1 = Jan
time-month-2 = Feb
time-month-3 = Mar
time-month-4 = Apr
time-month-5 = May
time-month-6 = Jun
time-month-7 = Jul
time-month-8 = Aug
time-month-9 = Sep
time-month-10 = Oct
time-month-11 = Nov
time-month-12 = Dec
time-day = { $day } { $month } { $year }
time-month-of = { $month } { $year }
