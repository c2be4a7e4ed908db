# Signing in, choosing a password, the second factor.

entry-title = Iniciar sesión
entry-email = Correo electrónico
entry-password = Contraseña
entry-sign-in = Entrar
entry-no-password = ¿Aún no tiene contraseña, o la ha olvidado? Pida un enlace nuevo al punto focal de su organización.
entry-wrong = El correo o la contraseña no son correctos. Revise ambos e inténtelo de nuevo.
entry-wrong-code = Este código no es correcto, o ya se usó. Espere a que la aplicación muestre el siguiente y escriba ese. Tras diez códigos incorrectos, espere un cuarto de hora.
entry-too-late = El código llegó demasiado tarde. Escriba de nuevo el correo y la contraseña.

# The second step
entry-step-title = Un paso más
entry-step-what = Abra en su teléfono la aplicación que muestra sus códigos y escriba las seis cifras que muestra ahora.
entry-code = Código
entry-phone-lost = ¿Perdió el teléfono? Su punto focal, u otra persona de administración, puede devolverle el acceso junto con una segunda persona.
entry-begin-again = Empezar de nuevo

# The one-time link
entry-welcome-title = Elegir una contraseña
entry-welcome-hello = Hola, { $name }. Este enlace funciona una sola vez. Elija una contraseña para usarla con <strong>{ $email }</strong>.
entry-new-password = Contraseña nueva
entry-new-password-hint = Al menos { $least } caracteres. Cuatro o cinco palabras que solo usted juntaría son una buena opción.
entry-password-again = La misma contraseña otra vez
entry-save-password = Guardar la contraseña
entry-welcome-hint = No use una contraseña que ya usa en otro sitio. Nadie de aquí se la pedirá nunca.
entry-password-differs = Las dos contraseñas no son iguales. Escriba ambas de nuevo.

# The second factor
entry-factor-title = Su segundo factor
entry-factor-there = Tiene uno: al entrar se pide un código de su teléfono.
entry-factor-remove-title = Quitarlo
entry-factor-remove-how = Para un teléfono nuevo: quítelo aquí, entre de nuevo y configúrelo en el nuevo. Se cerrarán todas sus sesiones.
entry-factor-code = Código que la aplicación muestra ahora
entry-factor-remove = Quitar
entry-factor-why = Una contraseña se puede ver o adivinar. Con un segundo factor, al entrar se pide además un código de seis cifras que muestra una aplicación en su propio teléfono. La aplicación no necesita red.
entry-factor-required = Lo necesita para poder continuar.
entry-factor-secret = No deje que nadie más lo vea ni lo fotografíe.
entry-factor-qr = Código QR para su aplicación de autenticación
entry-factor-by-code = Con el código QR
entry-factor-step-1 = Instale una aplicación de autenticación en su teléfono, si no tiene ninguna.
entry-factor-step-2 = En ella, elija añadir una cuenta y apunte la cámara al código.
entry-factor-step-3 = Escriba abajo las seis cifras que muestra.
entry-factor-by-typing = Escribiendo
entry-factor-type = Elija «basado en la hora» y escriba:
entry-factor-confirm = Confirmar
entry-factor-anew = Empezar de nuevo con otro código
entry-factor-anew-title = Otro código
entry-factor-anew-why = Si alguien más vio este código, o la aplicación no lo acepta, empiece de nuevo: este código deja entonces de funcionar. Su contraseña muestra que es usted.
entry-factor-set-up = Configurarlo
entry-factor-wrong-password = La contraseña no es correcta. No se ha cambiado nada.

# The one-time link does not work
entry-link-title = Este enlace ya no funciona
entry-link-what = Ya se usó, o se terminó su plazo.
entry-link-next = Si tiene contraseña, entre con ella. Si no, pida uno nuevo a quien se lo dio.
