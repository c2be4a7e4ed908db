# Times and spans.

time-unknown = heure inconnue
time-moment = { $day } { $month } { $year }, { $clock } { $zone }
time-left = encore { $span }
time-late = En retard de { $span }
time-less = moins de 1 min
time-minutes = { $n } min
time-hours = { $n } h
time-days = { $n } j
time-two = { $large } { $small }

# Months
time-month-1 = janv.
time-month-2 = févr.
time-month-3 = mars
time-month-4 = avr.
time-month-5 = mai
time-month-6 = juin
time-month-7 = juil.
time-month-8 = août
time-month-9 = sept.
time-month-10 = oct.
time-month-11 = nov.
time-month-12 = déc.
time-day = { $day } { $month } { $year }
time-month-of = { $month } { $year }
