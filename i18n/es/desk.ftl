# Preferencias, deshacer, ausencia.

desk-undo = Deshacer eso
desk-idle = Hace un rato que no se hace nada aquí. En un minuto se cerrará la sesión y se perderá lo que está a medio escribir.
desk-idle-stay = Seguir con la sesión
desk-preferences-title = Preferencias
desk-preferences-what = Solo usted las ve. Van con su cuenta, no con este equipo.
desk-preferences-wrong = Elija algo de lo que se ofrece. No se cambió nada.
desk-preferences-keep = Guardar
desk-language-any = Como pide este navegador
desk-digits = Cifras
desk-digits-hint = En árabe, para cantidades y horas. Los códigos conservan 0 a 9.
desk-theme = Aspecto
desk-theme-auto = Como está configurado este equipo
desk-theme-light = Claro
desk-theme-dark = Oscuro
desk-theme-contrast = Negro sobre blanco, líneas marcadas
desk-zone = Zona horaria
desk-zone-hint = Las horas de las páginas se muestran en ella.
desk-mail = Correo
desk-mail-hint = Dice que algo espera y si es urgente. Nunca qué.
desk-mail-yes = Escribirme cuando algo me espera
