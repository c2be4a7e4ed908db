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
