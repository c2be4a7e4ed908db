# The own account: who one is, where one is signed in, passkeys.

account-title = Su cuenta
account-email = Correo electrónico
account-role = Función
account-agency = Organización
account-preferences = Idioma, aspecto y correo
account-factors = Cómo demuestra que es usted
account-password-go = Elegir otra contraseña
account-password = Otra contraseña
account-password-what = Al cambiarla se cierra su sesión en todas partes, también aquí. Entre de nuevo con la nueva.
account-password-now = La contraseña que tiene ahora
account-app = Aplicación de códigos
account-app-there = Configurada.
account-app-none = Sin configurar.
account-app-go = Aplicación de códigos
account-passkeys = Llaves de acceso
account-passkeys-count = { $count ->
    [0] Ninguna.
    [one] { $count } llave de acceso.
   *[other] { $count } llaves de acceso.
}
account-passkeys-go = Ver y añadir llaves de acceso
account-no-factor = Una contraseña sola se puede ver o adivinar. Configure una aplicación de códigos o una llave de acceso.
account-no-app = Configure también una aplicación de códigos: la necesita donde una llave de acceso no funciona, y si la pierde.

# Where one is signed in
account-sessions = Dónde tiene sesiones abiertas
account-sessions-what = Cada línea es un navegador o un programa. Solo se guarda la clase de navegador, nunca una dirección.
account-sessions-caption = Sus sesiones, primero la última usada
account-with = Con
account-with-browser = { $browser }
account-with-program = Un programa ({ $browser })
account-begun = Inicio
account-used = Último uso
account-do = Qué puede hacer
account-this = Esta
account-this-out = Salga con el botón de arriba.
account-end = Cerrarla
account-end-which = iniciada { $moment }
account-end-others = Cerrar todas las demás
account-not-yours = ¿Hay algo aquí que no es usted? Cierre todas las demás, elija otra contraseña y avise a su punto focal.
account-only-here = No tiene sesiones en ningún otro sitio.
account-only-here-hint = Cuando entre desde otro equipo, aparecerá aquí, y podrá cerrarla desde aquí.

# When one was here last
account-last = Su inicio de sesión anterior: { $moment }, con { $browser }.
account-last-wrong = { $count ->
    [one] Desde entonces se probó { $count } contraseña o código incorrecto. Si no fue usted, elija otra contraseña.
   *[other] Desde entonces se probaron { $count } contraseñas o códigos incorrectos. Si no fue usted, elija otra contraseña.
}
account-last-see = Ver dónde tiene sesiones abiertas

# Passkeys
account-passkeys-why = Una llave de acceso la guarda su dispositivo. La desbloquea con el dedo, la cara o el código del dispositivo, y ninguna otra página puede pedirla en nuestro nombre. Al entrar se sigue pidiendo primero la contraseña.
account-passkeys-there = Sus llaves de acceso
account-passkeys-none = Aún no tiene ninguna.
account-passkeys-none-hint = Añada una abajo, en el dispositivo que más usa.
account-passkeys-caption = Llaves de acceso, primero la primera añadida
account-passkey-name = Nombre
account-passkey-added = Añadida
account-passkey-unused = Nunca
account-passkey-remove-more = Quitar…
account-passkey-remove-what = Ya no servirá para entrar, y se cerrarán todas sus sesiones. Bórrela también en su dispositivo.
account-passkey-remove = Sí, quitar
account-passkey-add-title = Añadir una llave de acceso
account-passkey-call = Cómo la llama
account-passkey-add = Añadir una llave de acceso
account-passkey-add-hint = A continuación le pregunta su navegador. Se cerrarán todas sus demás sesiones.
account-passkey-no-scripts = Las llaves de acceso necesitan scripts, y este navegador no los ejecuta. Use una aplicación de códigos.
account-passkey-not-here = Las llaves de acceso no funcionan en esta dirección. Use una aplicación de códigos.
account-passkey-not-made = Su navegador no creó ninguna llave de acceso. Inténtelo de nuevo o use una aplicación de códigos.
account-passkey-not-taken = Esta llave de acceso no se aceptó. Inténtelo de nuevo; si sigue así, use un código o pregunte a su punto focal.
account-passkey-wrong-name = Póngale un nombre de 1 a 40 caracteres.
account-passkey-only-one = Es su único segundo factor, y necesita uno. Configure antes una aplicación de códigos.
account-passkey-use-title = Con su llave de acceso
account-passkey-use = Pulse el botón y desbloquee la llave de acceso como le pida su dispositivo.
account-passkey-use-no-scripts = Este navegador no ejecuta scripts, así que no puede pedir su llave de acceso. Use un código u otro navegador.
account-passkey-show = Usar su llave de acceso
account-passkey-or-code = O con un código
account-passkey-not-here-now = Su cuenta tiene llaves de acceso, que no funcionan en esta dirección. Abra la dirección donde las añadió.

# Where others are let in again
account-recoveries = Personas de su equipo sin acceso
