# What is kept and what was destroyed.

records-retention-title = Conservación
records-retention-lead = Lo demasiado antiguo se destruye según las reglas. Dos personas pueden guardar un envío más tiempo, para un tribunal, o hacerlo borrar antes.
records-waiting = { $count ->
    [one] { $count } orden espera a una segunda persona
   *[other] { $count } órdenes esperan a una segunda persona
}
records-waiting-do = Mire primero el envío; después esté de acuerdo o déjelo.
records-due = Lo que las reglas destruyen en una semana
records-due-nothing = { $count ->
    [one] { $count } primera conversación de la que no salió nada, { $days } días después de abrirse
   *[other] { $count } primeras conversaciones de las que no salió nada, { $days } días después de abrirse
}
records-due-open = { $count ->
    [one] { $count } primera conversación que nadie siguió, después de { $days } días
   *[other] { $count } primeras conversaciones que nadie siguió, después de { $days } días
}
records-due-original = { $count ->
    [one] { $count } original de un teléfono, { $days } días después de abrirse; lo que se selló de él queda
   *[other] { $count } originales de los teléfonos, { $days } días después de abrirse; lo que se selló de ellos queda
}
records-due-none = Nada en una semana.
records-due-hint = Una retención guarda lo que cubre. Cada destrucción deja un certificado.
records-orders = Órdenes
records-orders-none = Nadie ha ordenado nada.
records-orders-none-hint = Abra un envío y elija «Guardar o borrar» para pedir una.
records-look = Mirar y decidir
records-hold = Retención legal: guardarlo
records-erase = Borrarlo
records-submission = Envío
records-because = Por qué
records-asked = Lo pidió
records-agreed = De acuerdo
records-until = Hasta
records-standing-waits = Espera a una segunda persona
records-standing-lifted = Levantado
records-standing-over = Su tiempo terminó
records-standing-holds = Se guarda
records-standing-ordered = Borrado, o a punto de estarlo
records-one-title = Guardar o borrar
records-one-lead = Una persona pide, otra está de acuerdo. Ambos nombres y motivos quedan en la auditoría.
records-take-back = Retirarla
records-lift = Levantar la retención
records-mine = Usted lo pidió. Otra persona de supervisión o gestión de datos tiene que estar de acuerdo.
records-hold-means = Se guarda hasta el día que elija, digan lo que digan las reglas. Vale cuando una segunda persona está de acuerdo.
records-hold-ask = Pedir la retención
records-hold-agree-means = Otra persona pidió esta retención. Con su acuerdo vale hasta el día pedido.
records-hold-agree = De acuerdo en guardarlo
records-why-agree = Por qué está de acuerdo
records-erase-means = Se destruyen sus claves, luego lo sellado y luego sus archivos. Nadie puede volver a leerlo, y ninguna copia de las claves lo abre aquí. Se hace cuando una segunda persona está de acuerdo.
records-erase-ask = Pedir que se borre
records-erase-agree-means = Otra persona lo pidió. Si está de acuerdo, se borra enseguida y no puede volver.
records-erase-agree = De acuerdo: borrarlo ahora
records-reason-hint = Nada sobre una persona: la auditoría lo guarda.
records-wrong-until = Elija un día por venir.
records-wrong-reason = Escriba por qué.
records-certificates-title = Certificados de destrucción
records-certificates-lead = Qué se destruyó, cuándo y por qué, firmado por este servidor. Nunca lo que decía.
records-whose = De quién
records-not-yours = Los certificados los leen las personas de una organización y la auditoría.
records-not-yours-hint = Pídales una copia impresa.
records-certificates-none = Todavía no se ha destruido nada.
records-certificates-none-hint = El servidor busca cada hora lo demasiado antiguo.
records-newest = Primero lo más reciente, 500 como máximo
records-when = Cuándo
records-cause = Por qué
records-things = Envíos o fichas
records-cause-ordered = Ordenado por dos personas
records-cause-without-result = Primera conversación de la que no salió nada
records-cause-not-followed = Primera conversación que nadie siguió
records-cause-declined = Ficha de una solicitud no aceptada
records-cause-delivered = Ficha de un servicio prestado
records-cause-original = Original del teléfono; lo sellado queda
records-cause-other = Otro motivo
records-certificate-title = Certificado de destrucción
records-of = Organización
records-wraps = Claves destruidas
records-files = Archivos grandes eliminados
records-order = Orden
records-number = Certificado
records-signature = Firma
records-signature-holds = La firma es correcta
records-signature-wrong = La firma no es correcta
records-signature-unknown = Sin comprobar: no se conoce la clave de este servidor
records-public = Clave que firma
records-signature-hint = Compare la clave con la que se anotó en otro lugar al instalar este servidor.
