# Qué pregunta un formulario y qué difiere.

look-title = Vista previa de un formulario
look-lead = Lo que pregunta el teléfono, en su orden. Las condiciones están junto a lo que muestran u ocultan; aquí no se calcula nada.
look-language = Idioma
look-show = Mostrar
look-none = Esta versión no pregunta nada.
look-required = respuesta obligatoria
look-repeats = Se puede llenar varias veces.
look-again = Continuación.
look-shown-if-is = Se muestra solo si «{ $question }» es «{ $answer }».
look-shown-if = Se muestra solo si { $code }
look-constraint = La respuesta debe cumplir { $code }
look-message = Si no, el teléfono dice: «{ $message }»
look-file = Con el archivo { $name }
look-part = Página { $part } de { $parts }
look-previous = Página anterior
look-next = Página siguiente
look-more = { $count ->
    [one] y { $count } opción más
   *[other] y { $count } opciones más
}
look-calculated = { $count ->
    [one] { $count } valor se calcula sin preguntarse.
   *[other] { $count } valores se calculan sin preguntarse.
}
look-version-draft = { $version }: borrador, guardado el { $moment }
look-version-current = { $version }: en los teléfonos desde el { $moment }
look-version-before = { $version }: publicado el { $moment }

# Diferencias
look-changes-title = Diferencias entre versiones
look-changes-first = No hay con qué comparar.
look-changes-first-hint = Es la única versión hasta ahora.
look-from = De
look-to = A
look-compare = Comparar
look-same = Nada difiere.
look-same-hint = Ambas versiones preguntan lo mismo con las mismas palabras.
look-form = El formulario mismo
look-added = Añadido
look-gone = Quitado
look-changed = Cambiado
look-changed-caption = Preguntas que están en ambas y difieren
look-question = Pregunta
look-what = Qué
look-before-after = Antes, ahora
look-required-yes = respuesta obligatoria
look-required-no = se puede omitir
look-changes-more = { $count ->
    [one] { $count } diferencia más no cupo aquí. Compare las vistas previas.
   *[other] { $count } diferencias más no cupieron aquí. Compare las vistas previas.
}
look-aspect-title = Título
look-aspect-stage = Paso del trabajo
look-aspect-languages = Idiomas
look-aspect-files = Archivos
look-aspect-label = Etiqueta
look-aspect-hint = Indicación
look-aspect-type = Qué se pide
look-aspect-choices = Opciones
look-aspect-required = Obligatoria
look-aspect-relevant = Cuándo se muestra
look-aspect-constraint = Qué debe cumplir la respuesta
look-aspect-calculation = Cómo se calcula
look-aspect-class = Clase de datos
look-aspect-fact = Nombre del hecho
