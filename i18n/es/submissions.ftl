# Submissions.

submissions-title = Envíos
submissions-form = Formulario
submissions-form-all = Todos los formularios
submissions-state = Estado
submissions-state-all = Todos los estados
submissions-show = Mostrar
submissions-nothing = Nada coincide.
submissions-nothing-all = Mostrar todos los envíos
submissions-empty = Aún no ha llegado nada.
submissions-empty-hint = Añada un teléfono al proyecto, rellene en él un formulario y envíelo. Aparece aquí en segundos.
submissions-caption = Lo más nuevo primero
submissions-received = Recibido
submissions-phone = Teléfono
submissions-state-and = Estado y qué hacer
submissions-phone-unknown = Desconocido
submissions-parts = { $present } de { $expected } archivos
submissions-retry = Intentar de nuevo

# One
submissions-one-title = Envío
submissions-not-confidential = No confidencial
submissions-next = Qué hacer
submissions-answers = Respuestas
submissions-answers-none = Este envío no tiene respuestas.
submissions-not-answered = Sin respuesta
submissions-not-entitled = Su función no lee respuestas.
submissions-not-entitled-hint = Pueden la supervisión y la gestión de casos de la organización. Usted ve que llegó y en qué estado está.
submissions-locked = Bloqueado.
submissions-locked-holder = Las claves de su organización están bloqueadas. Usted custodia las claves.
submissions-locked-ask = Las claves de su organización están bloqueadas. Pida a su punto focal o a la persona responsable de los datos que las desbloquee.
submissions-away = No disponible ahora.
submissions-away-hint = La parte de este servidor que abre el contenido no responde. Vuelva a cargar esta página en unos minutos.
submissions-not-opened = Aún no se ha abierto.
submissions-not-opened-hint = No hay nada que leer antes de abrirlo y comprobarlo.
submissions-about = Sobre este envío
submissions-opened = Abierto y comprobado
submissions-whole = Completo y sin alterar
submissions-version = Versión del formulario
submissions-files = Archivos
submissions-files-none = No llegó ningún archivo con él.
submissions-file-waits = Aún en el teléfono
submissions-general = General
submissions-size-bytes = { $n } bytes
submissions-size-kb = { $n } kB
submissions-size-mb = { $n } MB

# Review, comments, versions
submissions-review = Revisión
submissions-review-all = Todas
submissions-ticked = Los envíos marcados
submissions-choose = Elegir
submissions-review-ticked = Revisar los marcados
submissions-tick = Marcar para revisar
submissions-tick-which = : { $form }, recibido { $time }
submissions-corrected = Esta versión fue corregida.
submissions-corrected-now = Ver la que cuenta ahora
submissions-compare-versions = Comparar sus versiones
submissions-say = ¿Qué opina de él?
submissions-review-do = Guardar la revisión
submissions-comments = Comentarios
submissions-comments-none = Nadie ha escrito nada.
submissions-comment = Su comentario
submissions-comment-hint = Puede leerlo quien pueda leer las respuestas. Después no se puede cambiar.
submissions-comment-write = Escribir
submissions-comments-not-entitled = Su función no lee los comentarios.
submissions-comments-locked = Bloqueado. Los comentarios podrán leerse cuando una persona con las claves desbloquee.
submissions-activity = Qué ha pasado
submissions-did-by = { $act }, por { $who }
submissions-did-receive = Recibido
submissions-did-correct = Corregido
submissions-did-take-back = Revisión retirada
submissions-did-find-issues = Revisado: tiene problemas
submissions-did-approve = Revisado: aprobado
submissions-did-reject = Revisado: rechazado
submissions-approve = Aprobar
submissions-has-issues = Tiene problemas
submissions-reject = Rechazar
submissions-take-back = Retirar la revisión
submissions-versions = Versiones
submissions-versions-of = Versiones: { $form }
submissions-older = Versión anterior
submissions-newer = Versión posterior
submissions-compare = Comparar
submissions-same-answers = Las versiones { $from } y { $to } dan las mismas respuestas.
submissions-differs = Diferencias entre las versiones { $from } y { $to }
submissions-question = Pregunta
submissions-how = En qué difiere
submissions-versions-seen = Ve qué versiones existen.
submissions-alone = Nadie ha corregido este envío.
submissions-versions-all = Todas las versiones
submissions-version-n = Versión { $n }
submissions-sent-by = enviado por { $who }
submissions-counts = Cuenta ahora
submissions-more = { $count ->
    [one] { $count } respuesta más difiere. Abra las versiones de abajo para leerla.
   *[other] { $count } respuestas más difieren. Abra las versiones de abajo para leerlas.
}
submissions-same = { $count ->
    [one] { $count } respuesta es igual en ambas.
   *[other] { $count } respuestas son iguales en ambas.
}
