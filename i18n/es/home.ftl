# The first page.

home-title = Inicio
home-next = Qué hacer ahora
home-nothing = No hay nada pendiente para usted.
home-nothing-hint = El trabajo nuevo aparece aquí. Vuelva a cargar esta página para mirar otra vez.
home-places = Dónde está cada cosa

# What waits
home-late = { $count ->
    [one] { $count } respuesta va con retraso
   *[other] { $count } respuestas van con retraso
}
home-late-do = { $count ->
    [one] Responda primero a esta.
   *[other] Responda primero a estas.
}
home-immediate = { $count ->
    [one] { $count } derivación inmediata
   *[other] { $count } derivaciones inmediatas
}
home-immediate-do = { $count ->
    [one] Puede haber una persona en peligro ahora. Acepte o rechace en 30 minutos.
   *[other] Puede haber personas en peligro ahora. Acepte o rechace cada una en 30 minutos.
}
home-answer = { $count ->
    [one] { $count } derivación por responder
   *[other] { $count } derivaciones por responder
}
home-answer-do = { $count ->
    [one] Acéptela o rechácela.
   *[other] Acepte o rechace cada una. La más urgente está arriba.
}
home-held = { $count ->
    [one] { $count } elemento está retenido aquí
   *[other] { $count } elementos están retenidos aquí
}
home-held-do = No se ha compartido con nadie. Su propio equipo decide qué hacer.
home-held-go = Ver lo retenido
home-queue-go = Abrir la bandeja
home-confirm = { $count ->
    [one] { $count } clave nueva espera su confirmación
   *[other] { $count } claves nuevas esperan su confirmación
}
home-confirm-do = Compare la huella con la otra persona que custodia la clave y confirme.
home-confirm-go = Ir a las claves
home-no-key = Su organización no tiene ninguna clave en uso
home-no-key-do = Sin clave, los teléfonos no pueden enviar. Cree una; una segunda persona la confirma.
home-no-key-go = Crear una clave
home-locked = Las claves de su organización están bloqueadas
home-locked-waiting = { $count ->
    [one] Claves bloqueadas: { $count } envío espera
   *[other] Claves bloqueadas: { $count } envíos esperan
}
home-locked-do = Desbloquéelas con la frase de contraseña.
home-locked-go = Desbloquear
home-locked-ask = Pida a su punto focal o a la persona responsable de los datos que las desbloquee.
home-damaged = { $count ->
    [one] { $count } envío no se abrió
   *[other] { $count } envíos no se abrieron
}
home-damaged-do = { $count ->
    [one] Pida a quien usa el teléfono que conserve la copia en él.
   *[other] Pida a quienes usan los teléfonos que conserven las copias en ellos.
}
home-damaged-go = Ver lo que no se abrió
home-files = { $count ->
    [one] { $count } envío espera archivos
   *[other] { $count } envíos esperan archivos
}
home-files-do = { $count ->
    [one] Pida a quien usa el teléfono que se conecte y envíe de nuevo.
   *[other] Pida a quienes usan los teléfonos que se conecten y envíen de nuevo.
}
home-files-go = Ver lo que espera archivos
home-submissions-go = Ver los envíos
home-keyless = { $count ->
    [one] { $count } organización no tiene ninguna clave en uso
   *[other] { $count } organizaciones no tienen ninguna clave en uso
}
home-keyless-do = { $count ->
    [one] Recuérdeselo a quienes custodian sus claves. Usted no puede crear una clave por ellos.
   *[other] Recuérdeselo a quienes custodian sus claves. Usted no puede crear claves por ellos.
}
home-keyless-go = Ver las organizaciones
home-drafts = { $count ->
    [one] { $count } borrador no está publicado
   *[other] { $count } borradores no están publicados
}
home-drafts-do = Lea las observaciones y después publique.
home-drafts-go = Ver los formularios
home-second = { $count ->
    [one] { $count } borrador espera su acuerdo
   *[other] { $count } borradores esperan su acuerdo
}
home-second-do = { $count ->
    [one] Otra persona lo hizo y pide una segunda persona. Léalo y publíquelo.
   *[other] Otra persona hizo cada uno y pide una segunda persona. Lea cada uno y publíquelo.
}
home-second-go = Leer el borrador
home-versions = { $count ->
    [one] { $count } versión de la ruta espera su firma
   *[other] { $count } versiones de la ruta esperan su firma
}
home-versions-do = Lea lo que cambia, cuente lo que habría cambiado y después firme.
home-versions-go = Abrir la ruta
home-protocols = { $count ->
    [one] { $count } protocolo espera su firma
   *[other] { $count } protocolos esperan su firma
}
home-protocols-do = { $count ->
    [one] Lea entre quiénes es y qué puede pasar, y firme.
   *[other] Lea entre quiénes es cada uno y qué puede pasar, y firme.
}
home-protocols-go = Abrir los protocolos
home-no-phone = Ningún teléfono puede enviar todavía
home-no-phone-do = Abra un proyecto y añada un teléfono.
home-no-phone-go = Ver los proyectos
home-chain = La cadena de la auditoría no concuerda
home-chain-do = Es posible que alguien haya cambiado el registro. Guarde una copia y avise a la persona responsable de este servidor.
home-chain-go = Ver la auditoría

# Where things are
home-place-queue = Derivaciones a su organización: leer, aceptar, rechazar.
home-place-sent-title = Derivaciones enviadas
home-place-sent = Lo que envió su organización y quién respondió.
home-place-projects-title = Proyectos y envíos
home-place-projects = Formularios, teléfonos y lo que estos enviaron.
home-place-keys = Desbloquear, bloquear y crear claves con una segunda persona.
home-place-phones = Poner formularios en los teléfonos.
home-place-agencies = Quién trabaja aquí y si sus claves están en uso.
home-place-people-all = Invitar y desactivar cuentas.
home-place-people = Invitar y desactivar a personas de su organización.
home-place-audit = Quién abrió qué y cuándo. Nunca el contenido.
home-place-cases = El caso de cada persona: lo que se dijo, se acordó y se hizo.
home-place-shared = Los números de todas las organizaciones, mes a mes.
home-place-pathway = Versiones y protocolos: leer, probar, firmar.
home-place-records = Qué se destruyó, cuándo y por qué. Nunca lo que decía.
home-approvals = { $count ->
    [one] { $count } solicitud espera a una segunda persona
   *[other] { $count } solicitudes esperan a una segunda persona
}
home-approvals-do = Lea el motivo y apruebe o rechace.
home-approvals-go = Decidir las solicitudes
home-looks = { $count ->
    [one] { $count } consulta de un caso por revisar
   *[other] { $count } consultas de casos por revisar
}
home-looks-do = { $count ->
    [one] Diga si estuvo justificada.
   *[other] Diga si cada una estuvo justificada.
}
home-looks-go = Revisar las consultas
home-unmatched = { $count ->
    [one] { $count } envío de otro lugar nombra un caso
   *[other] { $count } envíos de otro lugar nombran casos
}
home-unmatched-do = { $count ->
    [one] Incorpórelo a su caso o déjelo donde está.
   *[other] Incorpore cada uno a su caso o déjelo donde está.
}
home-unmatched-go = Clasificar los envíos
home-consents = { $count ->
    [one] { $count } consentimiento espera confirmación
   *[other] { $count } consentimientos esperan confirmación
}
home-consents-do = { $count ->
    [one] Antes no se comparte nada. Abra el caso y lea su alcance.
   *[other] Antes no se comparte nada. Abra cada caso y lea el alcance.
}
home-consents-go = Confirmar los consentimientos
home-dead = { $count ->
    [one] { $count } mensaje no se pudo entregar
   *[other] { $count } mensajes no se pudieron entregar
}
home-dead-do = El correo o una máquina no respondió. Mire por qué y vuelva a intentarlo.
home-dead-go = Ver los mensajes
home-opening = { $count ->
    [one] Queda { $count } envío por abrir
   *[other] Quedan { $count } envíos por abrir
}
home-opening-of = Abiertos { $count } de { $all } llegados en un día
home-opening-do = Esto sigue por sí solo.
home-opening-locked = Sigue en cuanto se desbloqueen las claves.

# Colleagues who are locked out
home-recoveries = { $count ->
    [one] { $count } persona de su equipo perdió el acceso y espera su decisión
   *[other] { $count } personas de su equipo perdieron el acceso y esperan su decisión
}
home-recoveries-do = { $count ->
    [one] Hable primero con la persona. Si es correcto, acepte y entregue el enlace.
   *[other] Hable primero con cada persona. Si es correcto, acepte y entregue el enlace.
}
home-recoveries-go = Decidir
