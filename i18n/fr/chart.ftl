# Charts and their tables.

chart-table = En tableau
chart-time = Le temps va de gauche à droite.
chart-desc-bars = Barres. Lignes : { $rows }. Ce qui est compté : { $what }. Le plus grand nombre : { $most }. Le tableau ci-dessous donne tous les nombres.
chart-desc-time = Courbes dans le temps, de gauche à droite. Points : { $rows }. Ce qui est compté : { $what }. Le plus grand nombre : { $most }. Le tableau ci-dessous donne tous les nombres.
chart-few = moins de 5
chart-hidden = non montré
