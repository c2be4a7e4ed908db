# Charts and their tables.

chart-table = As a table
chart-time = Time goes from left to right.
chart-desc-bars = Bars. Rows: { $rows }. Counted: { $what }. The largest: { $most }. The table below has every number.
chart-desc-time = Lines over time, from left to right. Points: { $rows }. Counted: { $what }. The largest: { $most }. The table below has every number.
chart-few = fewer than 5
chart-hidden = not shown
