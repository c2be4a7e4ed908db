# Phones.

phones-title = Teléfonos
phones-add-title = Añadir un teléfono
phones-name = Nombre para este teléfono
phones-name-hint = Por ejemplo «Equipo 2, teléfono A». No use el nombre de una persona a la que ayuda.
phones-name-missing = Dé un nombre al teléfono.
phones-area = Zona donde trabaja
phones-area-optional = (se puede omitir)
phones-area-hint = El código de la zona, por ejemplo XX0101. Donde un lugar no está autorizado, el teléfono no recibe formularios de primera conversación.
phones-does = Qué hace el teléfono
phones-auto-send = Enviar solo los formularios terminados
phones-delete = Borrar del teléfono lo enviado
phones-no-drafts = No guardar formularios a medias
phones-add = Añadir y mostrar su código
phones-list = Teléfonos de este proyecto
phones-none = Aún no hay teléfonos.
phones-none-add = Añada uno arriba. Después escanee su código con ODK Collect.
phones-none-ask = Pida a la administración de este servidor que añada uno.
phones-caption = Quién puede obtener formularios y enviar
phones-phone = Teléfono
phones-seen = Visto por última vez
phones-added = Añadido
phones-state = Estado
phones-never = Nunca
phones-revoked = Revocado
phones-can-send = Puede enviar
phones-revoke-more = Revocar…

# A new one, shown once
phones-new-title = Teléfono nuevo
phones-new-heading = Configurar «{ $name }»
phones-new-once = Escanéelo ahora, o imprima esta página y guarde el papel bajo llave. Quien tenga este código puede enviar como si fuera este teléfono.
phones-new-qr = Código QR con los ajustes para ODK Collect
phones-new-by-code = Con el código
phones-new-step-1 = Abra ODK Collect en el teléfono.
phones-new-step-2 = Elija «Configurar con código QR».
phones-new-step-3 = Apunte la cámara al código.
phones-new-step-4 = Obtenga los formularios en blanco.
phones-new-picture = Guardar el código como imagen
phones-new-by-name = Escribiendo: con nombre de usuario
phones-new-server = Servidor
phones-new-user = Nombre de usuario
phones-new-password = Contraseña
phones-new-by-address = Escribiendo: solo la dirección
phones-new-server-secret = Servidor (manténgalo en secreto)
phones-new-done = Listo: volver a los teléfonos

# Revoking
phones-revoke-title = Revocar un teléfono
phones-revoke-heading = ¿Revocar «{ $name }»?
phones-revoke-what = Después, el teléfono <strong>ya no puede obtener formularios ni enviar</strong>. Lo que aún no ha enviado se queda en él. Esto no se puede deshacer; puede añadir de nuevo el teléfono con otro código.
phones-revoke-seen = Visto por última vez: { $moment }
phones-revoke-seen-never = Visto por última vez: nunca
phones-revoke = Revocar este teléfono
phones-revoke-keep = Conservarlo
