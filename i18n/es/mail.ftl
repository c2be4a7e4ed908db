# What mails say: how much waits and how urgent it is, never what. A phone's locked screen shows it.

mail-new-item = { $count ->
    [one] { $count } elemento nuevo
   *[other] { $count } elementos nuevos
}
mail-held-item = { $count ->
    [one] { $count } elemento retenido en su propia bandeja
   *[other] { $count } elementos retenidos en su propia bandeja
}
mail-case-offered = se ofrece un caso
mail-offer-ended = la oferta de un caso se respondió, o terminó
mail-test = una prueba
mail-urgent = { $line }, { $urgency }
mail-counted = { $line }: { $count }
mail-waits = algo espera
mail-subject = Waypost: { $first }
mail-subject-more = { $count ->
    [one] Waypost: { $first } y { $count } más
   *[other] Waypost: { $first } y { $count } más
}
mail-see = Inicie sesión para verlo: { $address }
mail-says = Este correo dice cuánto espera y nunca qué. No lo responda.
mail-alone-yes = Si fue usted, o si lo sabe, no hay nada que hacer.
mail-alone-no = Si no: inicie sesión en { $address }, termine todas las demás sesiones, elija otra contraseña y avise a su punto focal o a quien lleva el servidor.
mail-alone-only = Este correo fue solo para usted. No lo responda.

# What waits, by its word
mail-alert-key_locked = hay envíos que esperan una clave bloqueada
mail-alert-key_disabled = hay envíos que esperan una clave desactivada
mail-alert-key_missing = hay envíos que esperan una clave que no está aquí
mail-alert-worker_silent = hay envíos que esperan la máquina de una organización, que no responde
mail-alert-key_expires = hay que reemplazar pronto una clave
mail-alert-consent_waits = hay consentimientos que esperan confirmación
mail-alert-recalled = se retiraron derivaciones: destruya las copias y dígalo
mail-alert-referral_late = hay derivaciones con retraso
mail-alert-referral_unplaced = hay derivaciones que no encontraron a nadie
mail-alert-budget = una sesión abrió más de lo permitido en una hora y se terminó
mail-alert-undelivered = no se pudieron entregar avisos
mail-alert-unmatched = algo venido de otro lugar espera a supervisión
mail-alert-broken_glass = una mirada de una hora espera revisión
mail-alert-closed_case = llegó algo para un caso cerrado

# What one person hears alone, by its word
mail-personal-new_browser = su cuenta se usó desde otro navegador que antes
mail-personal-wrong_tries = su cuenta se usó tras varias contraseñas o códigos erróneos
mail-personal-passkey_copied = una de sus llaves de acceso pudo copiarse, y se rechazó
mail-personal-recovery_asked = alguien pidió quitar su segundo factor
mail-personal-recovered = dos personas quitaron su segundo factor
