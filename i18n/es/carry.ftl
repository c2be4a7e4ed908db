# Qué lleva cada teléfono.

carry-title = Teléfonos con este formulario
carry-lead = Según lo que este servidor los vio descargar. Un teléfono obtiene la versión nueva cuando se actualizan los formularios, o por sí mismo.
carry-none = Ningún teléfono ha descargado este formulario.
carry-none-hint = Publíquelo, délo a teléfonos y actualice en ellos los formularios.
carry-old = { $old } de { $all } tienen una versión anterior.
carry-caption = Versiones anteriores primero
carry-since = Desde
carry-newest = La más nueva
carry-older = Anterior
carry-phone-title = Teléfono
carry-carries = Formularios que lleva
carry-carries-none = Aún no ha descargado formularios.
carry-carries-none-hint = Abra ODK Collect en él y obtenga los formularios en blanco.
carry-carries-caption = Versiones que lleva, las anteriores primero
carry-may = Formularios que puede tener
carry-may-legend = Darle
carry-may-hint = Lo que ya descargó permanece en él hasta que actualice sus formularios.
carry-every = Todos los formularios de este proyecto, también los futuros
carry-every-short = Todos
carry-save = Guardar
carry-count = { $count ->
    [one] { $count } formulario
   *[other] { $count } formularios
}
carry-count-old = { $count ->
    [one] { $count } anterior
   *[other] { $count } anteriores
}

# Quién puede tener qué
carry-access-title = Acceso a formularios
carry-access-go = Acceso: qué teléfono puede tener qué formulario
carry-access-lead = Marque lo que cada teléfono puede tener. «Todos» vale también para los formularios futuros.
carry-access-none = No hay teléfonos en uso, o no hay formularios.
carry-access-none-hint = Añada un teléfono, suba un formulario.
carry-access-caption = Teléfonos y formularios
