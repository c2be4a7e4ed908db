# De un borrador a los teléfonos.

publish-tabs = Páginas de este formulario
publish-tab-versions = Versiones
publish-tab-draft = Borrador
publish-tab-files = Archivos del borrador
publish-tab-code = Prueba
publish-tab-look = Vista previa
publish-tab-changes = Diferencias
publish-waits = Espera a una segunda persona
publish-by-second = Publicado por { $name }

# Pasos
publish-steps-lead = De arriba abajo: después estará en los teléfonos.
publish-step-definition = Definición
publish-step-files = Archivos
publish-step-findings = Lo que encontró la revisión
publish-step-look = Mirarlo
publish-step-test = Probarlo en un teléfono
publish-step-ask = Pedir la publicación
publish-step-second = Una segunda persona publica
publish-step-publish = Publicar
publish-blocked = Todavía no: corrija lo que la comprobación encontró arriba y suba de nuevo la definición.
publish-saved-by = Guardado el { $moment } por { $name }. Los teléfonos aún no lo tienen.
publish-look-what = Lea cada pregunta como la hace el teléfono, en cada uno de sus idiomas.
publish-look-go = Vista previa
publish-changes-go = Qué difiere de la versión en los teléfonos
publish-test-what = Llénelo en un teléfono real. Lo que se envía se revisa y no se guarda.
publish-test-go = Mostrar el código de prueba
publish-ask = Pedirlo a una segunda persona
publish-asked-by = { $name } lo pidió el { $moment }.
publish-asked = Pedido el { $moment }.
publish-withdraw = Retirar la petición
publish-not-asked = Nadie lo ha pedido aún. Si el borrador cambia, hay que pedirlo de nuevo.
publish-second-you = Usted no hizo este borrador. Mírelo y publíquelo si está bien.
publish-second-other = Quien guardó este borrador, cambió sus archivos o pidió su publicación no puede publicarlo. Lo hace otra persona de la administración de este servidor. Si todas lo cambiaron, una sola guarda de nuevo el borrador.
publish-second-admin = Lo publica alguien de la administración de este servidor que no lo haya tocado.

# Archivos
publish-files-title = Archivos del borrador
publish-files-lead = Imágenes, sonidos y tablas que el formulario nombra. Los teléfonos los reciben con el formulario.
publish-files-none = Este formulario no necesita archivos.
publish-files-here = { $here } de { $all } archivos están.
publish-files-go = Ver los archivos
publish-files-caption = Archivos que el borrador nombra
publish-files-name = Archivo
publish-files-kind = Clase
publish-files-state = Estado
publish-files-do = Cambiar
publish-kind-image = Imagen
publish-kind-audio = Sonido
publish-kind-video = Vídeo
publish-kind-file = Datos
publish-file-here = Está
publish-file-list = De una lista de entidades
publish-file-missing = Falta
publish-file-choose = Archivo
publish-file-upload = Subir este archivo
publish-file-remove = Quitar
publish-size = { $kb } kB
publish-lists = Este formulario mantiene listas de entidades: { $names }.
publish-wrong-nothing = Elija un archivo.
publish-back = Volver al formulario

# Prueba
publish-code-title = Prueba de un borrador
publish-code-heading = Probar la versión { $version } en un teléfono
publish-code-kept-title = Se revisa y no se guarda.
publish-code-kept = Lo que un teléfono envía durante la prueba se revisa como se hará después y se olvida enseguida: ningún caso, ninguna derivación, nada que leer. Aun así, invente las respuestas.
publish-code-lead = El código crea un proyecto aparte en ODK Collect, junto al verdadero. Sirve hasta que el borrador se sustituya, se publique o se deseche.
publish-code-show = Mostrar el código
publish-code-once = Escanéelo ahora: el código solo está en esta página, y recargarla no lo muestra de nuevo. Quien lo tenga puede leer las preguntas del borrador.
publish-code-qr = Código QR con los ajustes de prueba para ODK Collect
publish-code-step-1 = Abra ODK Collect en el teléfono.
publish-code-step-2 = Elija «Añadir proyecto» y apunte la cámara al código.
publish-code-step-3 = Llene el formulario y envíelo.
publish-code-step-4 = Después borre ese proyecto del teléfono.
