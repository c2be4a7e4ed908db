# Charts and their tables.

chart-table = En una tabla
chart-time = El tiempo va de izquierda a derecha.
chart-desc-bars = Barras. Filas: { $rows }. Qué se cuenta: { $what }. El número mayor: { $most }. La tabla de abajo tiene todos los números.
chart-desc-time = Líneas en el tiempo, de izquierda a derecha. Puntos: { $rows }. Qué se cuenta: { $what }. El número mayor: { $most }. La tabla de abajo tiene todos los números.
chart-few = menos de 5
chart-hidden = no se muestra
