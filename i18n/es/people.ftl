# People.

people-title = Personas
people-list = Quién puede entrar
people-none = Nadie todavía.
people-none-hint = Invite abajo a la primera persona.
people-caption = Cuentas, por nombre
people-person = Persona
people-role = Función
people-last = Última entrada
people-state = Estado
people-never = Nunca
people-account-active = Activa
people-account-invited = Invitada: aún sin contraseña
people-account-disabled = Desactivada
people-reset = Enlace nuevo
people-for = para { $name }
people-disable-more = Desactivar…
people-disable-what = La sesión de { $name } se cierra enseguida y no podrá volver a entrar.
people-disable = Sí, desactivar
people-invite-title = Invitar a una persona
people-name = Nombre
people-email = Correo de trabajo
people-agency = Organización
people-agency-none = Ninguna (administración o auditoría)
people-invite = Crear el enlace de invitación
people-invite-hint = No se envía ningún correo. Usted recibe un enlace para entregar.
people-wrong-role = Elija una función.
people-wrong-taken = Alguien ya tiene este correo aquí.
people-wrong-email = Esto no es un correo electrónico.

# Certifying, searching, what roles are for
people-search = Nombre o correo
people-search-do = Buscar
people-search-all = Mostrar a todos
people-search-none = Nadie aquí tiene este nombre o dirección.
people-certified = Puede leer entrevistas hasta
people-certified-over = Certificación terminada: formar otra vez
people-certify-more = Certificar…
people-certify-means = Tras la formación, esta persona puede leer las entrevistas de sus casos durante doce meses. Su nombre queda al lado en la auditoría.
people-certify = Sí, por doce meses
people-does-admin = Lleva este servidor, no lee contenido
people-does-supervisor = Decide como segunda persona, lee los casos de su organización
people-does-caseworker = Trabaja en casos y responde solicitudes
people-does-focal-point = Invita a personas, custodia claves, responde solicitudes
people-does-data-manager = Custodia claves, prepara formularios
people-does-auditor = Lee quién hizo qué, nunca el contenido
people-does-coordination = Firma la ruta y los protocolos
