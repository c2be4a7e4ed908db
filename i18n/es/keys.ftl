# Keys.

keys-title = Claves
keys-lead = Las claves de { $agency }. Solo su punto focal y su responsable de datos pueden usar esta página; la administración no.

# Locked and unlocked
keys-locked = Bloqueado
keys-unlock-title = Desbloquear las claves
keys-waiting = { $count ->
    [one] <strong>{ $count } envío espera</strong> a ser abierto.
   *[other] <strong>{ $count } envíos esperan</strong> a ser abiertos.
}
keys-passphrase = Frase de contraseña
keys-unlock-hint = La frase de contraseña pasa por este servidor. Desbloquee solo si confía en quien lo gestiona, y compruebe que la dirección de arriba es correcta.
keys-unlock = Desbloquear
keys-unlock-holder = Solo puede desbloquear quien custodia las claves.
keys-unlocked = Desbloqueado
keys-unlocked-title = El contenido se puede leer
keys-unlocked-until = Se bloquea solo { $until }.
keys-lock = Bloquear ahora
keys-away-title = Ahora no se puede llegar a las claves
keys-away = La parte de este servidor que guarda las claves no responde. Lo que envían los teléfonos se guarda. Vuelva a cargar esta página en unos minutos.

# The keys
keys-list = Las claves de su organización
keys-none = Aún no hay claves.
keys-none-hint = Sin claves, los teléfonos no pueden enviar a su organización. Créelas abajo; la otra persona las confirma.
keys-fingerprint = Huella
keys-private = Parte privada
keys-made = Creada
keys-made-by = { $moment } por { $who }
keys-confirmed = Confirmada
keys-by = por { $who }
keys-disabled-because = Desactivada porque
keys-needed = <strong>La necesitan</strong> { $what }.
keys-needed-phones = ¿Qué teléfonos?
keys-confirm-how = Llame a la persona que la creó. Léanse la huella mutuamente.
keys-confirm-compared = Comparamos cada grupo, de cada clave creada junto con ella. Todo coincide.
keys-confirm = Confirmar esta clave y las creadas con ella
keys-confirm-other = La otra persona debe confirmarla. Una persona sola no puede poner una clave en uso.
keys-disable-more = Desactivar esta clave…
keys-disable-what = <strong>Entonces no abre nada.</strong> Lo escrito para ella no se puede leer hasta activarla de nuevo.
keys-reason = Motivo
keys-disable = Desactivar esta clave

# New keys
keys-new-title = Crear claves nuevas
keys-new-what = Esto crea las tres claves a la vez. Cuando se confirman, sustituyen a las que están en uso; las antiguas aún abren lo escrito para ellas.
keys-new-custody = Cómo se guarda la parte privada
keys-new-passphrase = <strong>Bajo una frase de contraseña.</strong> Solo abre mientras alguien que la custodia la tiene desbloqueada. Si se pierde la frase, se pierde todo.
keys-new-unattended = <strong>La guarda este servidor.</strong> Abre día y noche. Quien controle este servidor podría leer.
keys-new-agency = <strong>En nuestra propia máquina.</strong> Este servidor nunca la tiene. Solo esa máquina abre, y allí se lee.
keys-new-passphrase-label = Frase de contraseña (solo para la primera opción)
keys-new-passphrase-hint = Al menos { $least } caracteres; seis palabras o más son una buena opción. La frase pasa por este servidor.
keys-new-passphrase-again = La misma frase otra vez
keys-new-several = Custodiada por varias personas: dos cualesquiera abren…
keys-new-several-hint = Cada persona escribe aquí su propia frase; la de arriba es la primera. Una sola no abre nada.
keys-new-second = Frase de la segunda persona
keys-new-third = Frase de una tercera persona (si la hay)
keys-new-bring = Traer una clave de recogida propia…
keys-new-pem = Clave privada (PEM)
keys-new-pem-hint = RSA, 2048 bits o más. Déjelo vacío para que se cree una. Pasa por este servidor.
keys-new-public = Traer las claves públicas de nuestra propia máquina…
keys-new-public-label = Lo que mostró allí «waypost agency-worker enroll»
keys-new-public-hint = Solo las mitades públicas. La otra persona compara la huella de viva voz antes de confirmar. Para la tercera opción.
keys-new = Crear las claves
keys-new-hint = No entran en uso hasta que la otra persona las confirme.

# Phones with an old key
keys-phones-title = Teléfonos con una clave antigua
keys-phones-lead = Estos teléfonos llevan un formulario con una clave que se sustituyó. Pida a quienes los usan que se conecten y actualicen sus formularios; revoque los perdidos.
keys-phones-none = Ninguno.
keys-phones-none-hint = Todos los teléfonos tienen el formulario nuevo, hasta donde este servidor los vio obtenerlo.
keys-phones-caption = { $count } en total, primero los que llevan más tiempo sin verse
keys-phones-phone = Teléfono
keys-phones-form = Formulario
keys-phones-fetched = Obtenido
keys-phones-seen = Visto por última vez
keys-phones-never = nunca
keys-phones-back = Volver a las claves

# Steps in a key's life
keys-step-enable = Activar esta clave
keys-step-enable-what = Entonces vuelve a abrir, también lo que llegó mientras tanto.
keys-step-retire = Retirarla ahora
keys-step-retire-what = Se retira sola cuando ya nada la necesita. Antes de eso, lo que los teléfonos aún envíen con ella espera.
keys-step-reopen = Abrir con ella una vez más
keys-step-reopen-what = Entonces abre lo que los teléfonos aún enviaron con ella.
keys-step-destroy = Destruir esta clave
keys-step-destroy-what = Su parte privada se borra para siempre cuando la otra persona esté de acuerdo.
keys-step-destroy-asked = { $name } lo pidió. Si otra persona que custodia la clave está de acuerdo, su parte privada se borra para siempre.
keys-needed-carried = { $n ->
    [one] { $n } teléfono que lleva un formulario con ella
   *[other] { $n } teléfonos que llevan un formulario con ella
}
keys-needed-unopened = { $n ->
    [one] { $n } envío que no está abierto
   *[other] { $n } envíos que no están abiertos
}
keys-needed-sealed = { $n ->
    [one] { $n } registro sellado
   *[other] { $n } registros sellados
}
keys-idle = { $n ->
    [one] tras { $n } minuto sin uso
   *[other] tras { $n } minutos sin uso
}

# What was wrong
keys-wrong-again = Las dos frases no son iguales. Escriba ambas de nuevo.
keys-wrong-compare = Compare la huella con la persona que creó la clave y marque la casilla.
keys-wrong-passphrase = Esta frase no abre las claves. Revísela e inténtelo de nuevo.
keys-wrong-reason = Escriba por qué se desactiva la clave.
keys-wrong-retire = Algo aún necesita esta clave: escriba por qué se retira ahora.

# Mientras cambian las claves
keys-progress-title = Cómo va el cambio de claves
keys-progress-what = Las claves anteriores siguen abriendo hasta que todo haya pasado.
keys-progress-phones = { $done } de { $all } teléfonos tienen el formulario nuevo
keys-progress-records = { $done } de { $all } registros se abren con la clave nueva
