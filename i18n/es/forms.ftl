# Forms.

forms-title = Formulario
forms-general = Formulario general
forms-never = Nunca publicado
forms-draft-title = Borrador, versión { $version }
forms-draft-saved = Guardado el { $moment }. Los teléfonos aún no lo tienen.
forms-clean = Sin observaciones
forms-clean-hint = La revisión no encontró nada que corregir.
forms-blocked = <strong>Aún no se puede publicar.</strong> Corrija el formulario y súbalo de nuevo abajo.
forms-publish-why = ¿Por qué publicar a pesar de los avisos?
forms-publish-why-optional = ¿Por qué publicar a pesar de los avisos? (opcional)
forms-publish-why-hint = Otros lo leerán. No escriba nada sobre una persona.
forms-publish = Publicar en los teléfonos
forms-publish-admin = La administración de este servidor lo publica.
forms-versions-title = Versiones
forms-versions-none = Aún no publicado.
forms-versions-none-hint = Los teléfonos reciben el formulario cuando se publica su borrador.
forms-versions-caption = Versiones publicadas, la más nueva primero
forms-version = Versión
forms-published = Publicado
forms-by = Por
forms-on-phones = En los teléfonos
forms-reason-given = Motivo dado: { $reason }
forms-by-server = El servidor
forms-state-title = Estado
forms-state-what = Qué pueden hacer los teléfonos
forms-state-choice = { $state }: { $what }
forms-state-save = Guardar el estado
forms-new-replace = Sustituir el borrador
forms-new-version = Versión nueva

# Uploading
forms-file = Archivo del formulario
forms-file-hint = Un XLSForm (.xlsx, .md), o el XML hecho a partir de uno.
forms-paste = O pegar el XML
forms-xml = XML del formulario
forms-accept = Conservarlo a pesar de los avisos del conversor

# What the check found
forms-found-caption = Lo que encontró la revisión
forms-found-where = Dónde
forms-found-weight = Gravedad
forms-found-what = Qué
forms-found-error = Hay que corregirlo
forms-found-warning = Aviso
forms-found-note = Nota
forms-found-form = El formulario

# What was wrong
forms-wrong-exists = Este proyecto ya tiene un formulario con este identificador. Ábralo abajo y súbalo allí.
forms-wrong-reason = Escriba por qué debe publicarse a pesar de los avisos.
forms-wrong-version = La versión «{ $version }» ya se publicó. Dé otra versión al formulario y súbalo de nuevo.
forms-wrong-found = La revisión encontró lo que hay que corregir primero. No se ha guardado nada.
forms-wrong-form = Este no es un formulario que puedan usar los teléfonos. { $why } No se ha guardado nada.
forms-wrong-table = La tabla no se puede convertir. Corrija las filas de abajo y súbala de nuevo. No se ha guardado nada.
forms-wrong-other = { $why } No se ha guardado nada.
forms-wrong-large = Es demasiado grande: puede tener { $most } MB.
forms-wrong-nothing = Elija el archivo del formulario o pegue su XML.
forms-wrong-broken = El archivo no llegó completo
forms-wrong-warnings = La tabla se convierte, con avisos. Corrija las filas de abajo, o súbala de nuevo y acéptelos. No se ha guardado nada.
forms-busy = El archivo se envía y se lee. Puede tardar un minuto.
