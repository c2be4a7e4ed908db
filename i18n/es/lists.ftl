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
lists-waits-piece = Espera una pieza que falta
lists-waits-order = Espera lo que va antes
lists-waits-person = Espera a una persona
lists-refused = Rechazado
lists-count = { $count ->
    [one] { $count } elemento
   *[other] { $count } elementos
}
lists-empty = Esta lista todavía está vacía.
lists-empty-hint = La llena el primer envío que cree un elemento.
lists-one-caption = Como la reciben los teléfonos
lists-entry = Elemento
