# The referral pathway.

pathway-title = Ruta
pathway-lead = Qué respuestas piden qué servicio, con qué urgencia, y qué ve quien lo recibe. Dos personas de la coordinación firman una versión; entonces empieza en su día.
pathway-next = { $count ->
    [one] { $count } versión espera firmas
   *[other] { $count } versiones esperan firmas
}
pathway-next-do = Ábrala, mire sus tablas, cuente lo que cambiaría y luego firme. Quien firmó primero no puede ser la segunda persona.
pathway-propose = Proponer una versión
pathway-versions = Versiones
pathway-none = Todavía no se ha propuesto ninguna versión.
pathway-none-hint = Rige la que vino con el programa. Para cambiarla, proponga una versión que parta de ella.
pathway-caption = Primero la propuesta más reciente
pathway-version = Versión
pathway-standing = Estado
pathway-starts = Rige desde
pathway-proposed = Propuesta
pathway-signed = Firmada por
pathway-nobody = Nadie todavía
pathway-somebody = Alguien de otra organización
pathway-from-the-start = Desde el comienzo
pathway-shipped = Vino con el programa
pathway-shipped-signed = No necesita firma
pathway-shipped-means = Esta versión vino con el programa. Rige hasta que empiece otra.
pathway-state-proposed = Propuesta: faltan dos firmas
pathway-state-once = Falta una firma
pathway-state-coming = Firmada: empieza en su día
pathway-state-in-force = Rige ahora
pathway-state-past = Reemplazada
pathway-how = Cómo está
pathway-print = Lo que se firma (SHA-256)
pathway-you-signed = Usted la firmó. Otra persona de la coordinación tiene que firmar también.
pathway-sign-means = Con dos firmas, esta versión decide desde su día adónde van las solicitudes nuevas. Empieza como pronto un minuto después de la segunda firma.
pathway-sign = Firmar esta versión
pathway-trial = Contar lo que cambiaría
pathway-trial-means = Mira lo recibido en los últimos 90 días y pregunta a esta versión y a la que rige. Usted ve cantidades, nunca qué caso. No cambia nada.
pathway-trial-title = Lo que habría cambiado en los últimos 90 días
pathway-trial-cases = Casos mirados
pathway-trial-changed = Casos que irían de otro modo
pathway-trial-locked = { $count ->
    [one] Las claves de { $count } organización están bloqueadas: no se miraron sus casos.
   *[other] Las claves de { $count } organizaciones están bloqueadas: no se miraron sus casos.
}
pathway-trial-nothing = Para ningún servicio cambiaría lo bastante como para decirlo.
pathway-trial-caption = Por servicio, en casos
pathway-trial-few = No se dicen cantidades menores de cinco, tampoco cero. Faltan los servicios en los que cambia muy poco.
pathway-few = menos de 5
pathway-service = Servicio
pathway-more = Se pide de nuevo
pathway-fewer = Ya no se pide
pathway-sooner = Antes
pathway-later = Después
pathway-begin = Proponer una que parta de esta
pathway-tables = Sus tablas
pathway-download = Descargar { $file }
pathway-rows = { $count ->
    [one] { $count } fila
   *[other] { $count } filas
}
pathway-propose-lead = Cambie las tablas en una hoja de cálculo, envíelas aquí y vea enseguida lo que no encaja. Una propuesta no cambia nada antes de que dos personas la firmen.
pathway-faults = Lo que no encaja
pathway-faults-caption = En el orden de las tablas
pathway-faults-more = { $count ->
    [one] y { $count } más
   *[other] y { $count } más
}
pathway-file = Archivo
pathway-row = Fila
pathway-column = Columna
pathway-wrong = Qué está mal
pathway-step-files = 1. Obtener las tablas
pathway-begin-with = Partir de la versión
pathway-begin-show = Tomar esta
pathway-step-files-do = Descargue lo que quiera cambiar y guárdelo otra vez como CSV.
pathway-step-send = 2. Enviar lo que cambió
pathway-table-facts = lo que se puede saber de alguien
pathway-table-services = qué servicios hay
pathway-table-templates = qué ve cada destinatario, y por qué
pathway-table-rules = qué pide qué servicio
pathway-table-cases = ejemplos que deben salir bien
pathway-label = Nombre de la versión
pathway-label-hint = Por ejemplo «2027-01». Solo letras, cifras, y - _ .
pathway-starts-hint = Desde el comienzo de este día, una vez que dos personas firmen.
pathway-kept = Lo que deje vacío queda como en la versión { $version }.
pathway-upload = Subir { $file }
pathway-paste = O pegar { $file }
pathway-check = Comprobar y proponer
pathway-check-hint = Primero se calculan sus propios ejemplos. Si uno sale de otro modo, no se guarda nada.
pathway-wrong-tables = Las tablas no encajan. Vea abajo, corríjalas y envíelas otra vez.
pathway-wrong-file = { $file } es demasiado grande o no es texto en UTF-8.
pathway-wrong-day = Elija un día.
pathway-wrong-no-label = Dé un nombre a la versión.
pathway-wrong-label = Solo letras, cifras, y - _ . , 60 como máximo, y no el nombre de la versión que vino con el programa.
pathway-wrong-taken = Otra versión tiene este nombre.
