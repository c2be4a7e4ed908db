# Correcting a submission by hand.

correct-link = Corregir respuestas
correct-title = Corregir un envío
correct-lead = Cambie solo lo que se anotó mal. La versión anterior queda como está, y quien lee las respuestas ve que se corrigieron.
correct-part = Parte { $n } de { $all }
correct-changed = { $count ->
    [0] nada cambiado todavía
    [one] { $count } respuesta cambiada hasta ahora
   *[other] { $count } respuestas cambiadas hasta ahora
}
correct-empty = Sin respuesta
correct-most = { $count ->
    [one] Como máximo { $count } carácter.
   *[other] Como máximo { $count } caracteres.
}
correct-gates = El formulario hace otras preguntas solo con algunas respuestas a esta. Lo que no preguntó no se puede añadir aquí.
correct-kept = { $count ->
    [one] { $count } respuesta de aquí no se cambia a mano
   *[other] { $count } respuestas de aquí no se cambian a mano
}
correct-next = Parte siguiente
correct-back = Parte anterior
correct-review = Ver los cambios
correct-unsaved = Lo que cambia se guarda solo en estas páginas. Se pierde si las deja antes de enviarlo.
correct-none = Nada de este envío se corrige a mano.
correct-none-hint = Rellene de nuevo el formulario en un teléfono, como corrección, o escriba un comentario.

# Why an answer is kept
correct-kept-meta = Dice qué es el envío, no lo que alguien respondió.
correct-kept-worked-out = Lo calculó el teléfono.
correct-kept-feeds = El teléfono calcula algo a partir de esto. Rellene de nuevo el formulario en un teléfono, como corrección.
correct-kept-read-only = El formulario no deja escribir aquí.
correct-kept-file = Un archivo. Para reemplazarlo, envíe de nuevo el formulario desde un teléfono.
correct-kept-consent = Es parte de lo que la persona acordó. Se cambia en el caso, con la persona.
correct-kept-case = Dice a qué caso pertenece este envío.
correct-kept-check = El formulario lo comprueba de un modo que solo un teléfono puede.
correct-kept-asking = Solo un teléfono puede preguntarlo.

# What is wrong with an answer
correct-wrong = Algunas respuestas no se pueden anotar así. Mire las que están marcadas.
correct-wrong-empty = El formulario quiere una respuesta aquí.
correct-wrong-too-long = { $count ->
    [one] Escriba como máximo { $count } carácter.
   *[other] Escriba como máximo { $count } caracteres.
}
correct-wrong-too-short = { $count ->
    [one] Escriba al menos { $count } carácter.
   *[other] Escriba al menos { $count } caracteres.
}
correct-wrong-whole = Escriba un número entero, por ejemplo 12.
correct-wrong-number = Escriba un número, por ejemplo 12.5.
correct-wrong-small = Escriba { $least } o más.
correct-wrong-large = Escriba { $most } o menos.
correct-wrong-date = Escriba una fecha, por ejemplo 2026-11-23.
correct-wrong-future = Esta fecha aún no ha llegado. Escriba una pasada.
correct-wrong-choice = Elija una de las respuestas del formulario.
correct-wrong-alone = Una de estas respuestas va sola. Quite las otras, o esa.

# Before it is sent
correct-changes-title = Lo que cambia
correct-changes = { $count ->
    [one] Esta respuesta cambia. Todo lo demás queda como está.
   *[other] Estas { $count } respuestas cambian. Todo lo demás queda como está.
}
correct-changes-caption = Antes y después
correct-question = Pregunta
correct-before = Antes
correct-after = Después
correct-no-changes = Todavía no ha cambiado nada.
correct-no-changes-hint = Vuelva a las respuestas, o deje esta página: entonces no pasa nada.
correct-reason = ¿Por qué se corrige?
correct-reason-hint = La auditoría guarda esta palabra, y nada de las respuestas.
correct-reason-missing = Elija por qué se corrige.
correct-reason-slip = Se escribió o marcó otra cosa de la que se quería
correct-reason-person = La persona dijo que no es así
correct-reason-misunderstood = Se entendió mal la pregunta o la respuesta
correct-reason-translation = Se tradujo mal
correct-reason-checked = Dos formularios decían cosas distintas, y se comprobó
correct-then = La corrección sigue el camino de todo envío: se abre y se valora de nuevo, y pueden seguir derivaciones. Otra persona tiene que aprobarla.
correct-send = Enviar la corrección
correct-more = Volver a las respuestas

# Why it is not corrected by hand
correct-no-meanwhile = Se corrigió entretanto. Abra la versión que cuenta ahora y corrija esa, si aún hace falta.
correct-no-unopened = Todavía no está abierto. Corríjalo cuando se puedan leer sus respuestas.
correct-no-consent = Lo que alguien acordó no se corrige así. Confirme, pida o retire un consentimiento en el caso, o rellene de nuevo el formulario con la persona.
correct-no-nothing = No se cambió ninguna respuesta.
correct-no-answer = Una de las respuestas no se cambia a mano, o no de este modo. Empiece de nuevo desde el envío.
correct-no-key = Esta versión del formulario ya no tiene una clave en uso. Rellene la versión actual en un teléfono.
correct-no-closed = El formulario está cerrado. Hay que abrirlo de nuevo antes de corregir algo.
correct-no-elsewhere = Las claves de su organización están en su propia máquina, donde aún no se corrige a mano. Rellene de nuevo el formulario en un teléfono, como corrección.
correct-no-files = Uno de sus archivos no se puede leer ahora, y una corrección sin él lo perdería. Inténtelo más tarde.
correct-no-encrypted = Los envíos de este formulario están cifrados. Corríjalos en su página, o en un teléfono.
