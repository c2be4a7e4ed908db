# Agencies.

agencies-title = Organizaciones
agencies-lead = Usted ve los estados y las huellas de las claves. Solo quienes custodian las claves de una organización pueden crearlas, desbloquearlas o desactivarlas.
agencies-none = Aún no hay organizaciones.
agencies-none-add = Añada abajo la primera.
agencies-none-then = Después invite a su punto focal y a su responsable de datos: ellos crean sus claves.
agencies-disabled = Desactivada
agencies-services = Servicios
agencies-no-key = Sin clave
agencies-no-key-hint = Los teléfonos aún no pueden enviar. Recuerde a su punto focal y a su responsable de datos que creen las claves.
agencies-keys-of = Claves de { $name }
agencies-key = Clave
agencies-state = Estado
agencies-first = <strong>Aquí aún no trabaja nadie.</strong> Invite a su punto focal, que invita a las demás personas. Puede hacerlo una sola vez.
agencies-services-more = Cambiar los servicios…
agencies-services-of = Servicios de { $name }
agencies-services-save = Guardar los servicios
agencies-add-title = Añadir una organización
agencies-code = Código corto
agencies-code-hint = De 2 a 20 letras, cifras o guiones, por ejemplo «SHELTER-1». Después no se puede cambiar.
agencies-kind = Tipo de organización
agencies-kind-hint = Donde la policía, un ejército o quienes gestionan un sitio puedan ser parte de lo ocurrido, a las organizaciones de ese tipo no se les dice nada.
agencies-offers = Servicios que ofrece
agencies-add = Añadir organización
agencies-wrong-name = Dé un nombre a la organización.
agencies-wrong-code = Otra organización tiene este código.
