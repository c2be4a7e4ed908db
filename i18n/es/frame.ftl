# What stands around every page.

frame-skip = Ir al contenido
frame-sign-out = Cerrar sesión
frame-quick-exit = Salida rápida
frame-menu = Menú principal
frame-language = Idioma
frame-language-change = Cambiar
frame-who = { $role }, { $agency }

# The menu
frame-nav-home = Inicio
frame-nav-queue = Bandeja
frame-nav-cases = Casos
frame-nav-projects = Proyectos
frame-nav-keys = Claves
frame-nav-people = Personas
frame-nav-agencies = Organizaciones
frame-nav-audit = Auditoría
frame-nav-stops = Emergencia

# Pieces of several pages
frame-here = Está aquí
frame-not-done = Todavía no se ha hecho.
frame-comma = { ", " }
frame-pager = Más de esta lista
frame-pager-earlier = Antes en la lista
frame-pager-further = Después en la lista
frame-locked-title = El contenido está bloqueado
frame-locked-away = La parte de este servidor que abre el contenido no responde, así que nadie puede leerlo ahora. Lo que envían los teléfonos se guarda. Vuelva a cargar esta página en unos minutos. Las horas y los estados siguen a la vista.
frame-locked-holder = Las claves de su organización están bloqueadas, así que nadie puede leer el contenido ahora. Usted custodia las claves.
frame-locked-unlock = Desbloquear las claves
frame-locked-ask = Las claves de su organización están bloqueadas, así que nadie puede leer el contenido ahora. Pida a su punto focal o a la persona responsable de los datos que las desbloquee. Las horas y los estados siguen a la vista.
frame-once-title = Enlace para { $name }
frame-once-only = Se muestra una sola vez.
frame-once-give = Entrégueselo usted a { $name }, o por un mensaje seguro. Funciona una vez, hasta el { $moment }.
frame-nav-insight = Números

# The menu of admins, coordination and records
frame-nav-pathway = Ruta
frame-nav-records = Archivo
frame-nav-machines = Máquinas
frame-sub = Junto a esta página
frame-sub-directory = Directorio
frame-sub-protocols = Protocolos
frame-sub-sites = Sitios
frame-sub-retention = Conservación
frame-sub-certificates = Certificados
