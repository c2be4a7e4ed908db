# Entity lists of a project.

lists-title = Listas
lists-lead = Los formularios llevan estas listas y los teléfonos eligen de ellas. Contienen lugares y cosas, nunca quién es una persona.
lists-none = Ningún formulario de este proyecto lleva una lista.
lists-none-hint = Una lista llega con el primer formulario publicado que la lleva.
lists-caption = Listas, por nombre
lists-list = Lista
lists-entries = Elementos
lists-properties = Propiedades
lists-new = Elementos nuevos
lists-by-person = Una persona los deja entrar
lists-at-once = Entran enseguida
lists-waiting = Lo que espera o se rechazó
lists-waiting-none = Nada espera.
lists-waiting-caption = Primero lo más antiguo
lists-came = Llegó
lists-state = Estado
lists-submission = Envío
lists-open = Abrir
lists-waits-piece = Espera una pieza que falta
lists-waits-order = Espera lo que va antes
lists-waits-person = Espera a una persona
lists-refused = Rechazado
lists-fault-no-action = No dice ni «crear» ni «actualizar».
lists-fault-no-id = Su identificador no es un UUID.
lists-fault-no-label = No tiene etiqueta.
lists-fault-no-base = No dice qué versión cambia.
lists-fault-no-number = Una de sus versiones no es un número entero.
lists-fault-no-branch = Nombra una versión del servidor, pero no su propia rama.
lists-fault-no-version = Nombra una versión que nunca existió.
lists-fault-exists = Ya hay aquí una entrada con este identificador.
lists-fault-deleted = La entrada con este identificador se eliminó.
lists-fault-unknown = No hay ninguna entrada con este identificador.
lists-fault-not-declared = El formulario no lleva esta lista, o no así.
lists-fault-unreadable = No se pudo leer.
lists-fault-here-unreadable = No se pudo leer la entrada que cambia.
lists-count = { $count ->
    [one] { $count } elemento
   *[other] { $count } elementos
}
lists-empty = Esta lista todavía está vacía.
lists-empty-hint = La llena el primer envío que cree un elemento.
lists-one-caption = Como la reciben los teléfonos
lists-entry = Elemento
