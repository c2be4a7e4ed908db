# Times and spans.

time-unknown = hora desconocida
time-moment = { $day } { $month } { $year }, { $clock } { $zone }
time-left = quedan { $span }
time-late = Retraso de { $span }
time-less = menos de 1 min
time-minutes = { $n } min
time-hours = { $n } h
time-days = { $n } d
time-two = { $large } { $small }

# Months
time-month-1 = ene
time-month-2 = feb
time-month-3 = mar
time-month-4 = abr
time-month-5 = may
time-month-6 = jun
time-month-7 = jul
time-month-8 = ago
time-month-9 = sep
time-month-10 = oct
time-month-11 = nov
time-month-12 = dic
time-day = { $day } { $month } { $year }
time-month-of = { $month } { $year }
