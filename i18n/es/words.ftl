# Words of closed sets: the set's name, then the word.

# Roles
role-admin = Administración
role-supervisor = Supervisión
role-caseworker = Gestión de casos
role-focal_point = Punto focal
role-data_manager = Gestión de datos
role-auditor = Auditoría
role-coordination = Coordinación

# Urgencies
urgency-u0 = Inmediata
urgency-u1 = Emergencia
urgency-u2 = Urgente
urgency-u3 = Normal

# Kinds of agencies
agency-kind-ngo = Organización no gubernamental
agency-kind-un = Naciones Unidas, internacional
agency-kind-government = Autoridades
agency-kind-police = Policía o fiscalía
agency-kind-military = Ejército
agency-kind-camp_management = Quien gestiona un sitio
agency-kind-health_facility = Clínica u hospital
agency-kind-community = Comunidad
agency-kind-other = Otra

# States of submissions, and what to do
submission-state-waiting_media = A la espera de archivos
submission-state-waiting_media-next = Algunos archivos siguen en el teléfono. Pida a quien lo usa que se conecte y envíe de nuevo. No se pierde nada mientras el teléfono conserve su copia.
submission-state-received = Recibido
submission-state-received-next = Se abrirá en un momento. No hay que hacer nada.
submission-state-waiting_key = A la espera de la clave
submission-state-waiting_key-next = Alguien que custodia las claves debe desbloquearlas, o reabrir la clave retirada para la que se escribió. Después se abre solo.
submission-state-key_disabled = Clave desactivada
submission-state-key_disabled-next = La clave para la que se escribió está desactivada. Si alguien que custodia las claves la activa de nuevo, se abre solo; si no, pida a quien usa el teléfono que obtenga otra vez el formulario y lo rellene de nuevo.
submission-state-key_unknown = La clave no está aquí
submission-state-key_unknown-next = La clave para la que se escribió no está aquí, o se destruyó. Pida a quien usa el teléfono que obtenga otra vez el formulario y lo rellene de nuevo. Si la organización tiene una copia de la clave, se puede abrir sin conexión.
submission-state-stopped = Detenido
submission-state-stopped-next = Hay una parada de emergencia en vigor. Se abre solo cuando alguien que custodia las claves la levante.
submission-state-damaged = Dañado
submission-state-damaged-next = No se pudo abrir, o no está completo e intacto. Pida a quien usa el teléfono que conserve la copia en él. Después inténtelo de nuevo.
submission-state-sealed = Abierto y sellado
submission-state-sealed-next = No hay que hacer nada.
submission-state-erased = Borrado
submission-state-erased-next = Se borró; no queda nada de ello. Un certificado dice cuándo y por qué.

# States of forms, and what they mean
form-state-open = Abierto
form-state-open-next = Los teléfonos pueden obtenerlo y enviar.
form-state-closing = Cerrándose
form-state-closing-next = Los teléfonos nuevos no pueden obtenerlo. Los que lo tienen aún pueden enviar.
form-state-closed = Cerrado
form-state-closed-next = Los teléfonos no pueden obtenerlo ni enviar.

# What keys are for
key-purpose-collection = Clave de recogida
key-purpose-collection-next = Los teléfonos cierran cada envío con ella.
key-purpose-cases = Clave de los casos
key-purpose-cases-next = Los casos y las derivaciones se sellan con ella.
key-purpose-identity = Clave de identidad
key-purpose-identity-next = Los nombres y los contactos se sellan con ella.
key-purpose-worker = Clave de la máquina de la organización
key-purpose-worker-next = La máquina firma con ella lo que pide a este servidor.

# States of keys
key-state-pending = A la espera de la segunda persona
key-state-active = En uso
key-state-retiring = Sustituida: aún abre lo que los teléfonos envían con ella
key-state-retired = Retirada: no abre nada
key-state-destroyed = Destruida
key-state-disabled = Desactivada

# How keys are kept
custody-unattended = La guarda este servidor: abre día y noche
custody-passphrase = Bajo una frase de contraseña: solo abre mientras está desbloqueada
custody-agency = En la máquina de la organización: este servidor nunca la tiene

# Stages
stage-context = Análisis del sitio
stage-screen = Primera conversación
stage-consent = Consentimiento
stage-verify = Entrevista
stage-intake = Apertura del caso
stage-id = Identidad
stage-safety = Plan de seguridad
stage-needs = Necesidades y plan
stage-refer = Derivación
stage-feedback = Respuesta del servicio
stage-follow = Seguimiento
stage-close = Cierre
stage-incident = Incidente de seguridad
stage-provider = Directorio de servicios
stage-rights = Solicitud de derechos

# Services
service-protection_cm = Gestión de casos de protección
service-safe_shelter = Alojamiento seguro
service-medical = Atención de salud
service-cmr = Atención de salud urgente
service-mhpss = Salud mental y apoyo
service-legal = Asesoría jurídica
service-law_enforcement = Policía y fiscalía
service-child_protection = Protección de la infancia
service-gbv = Gestión de casos de violencia de género
service-tracing = Búsqueda de familiares
service-documentation = Documentos civiles
service-livelihoods = Medios de vida, formación, dinero
service-education = Educación
service-basic_needs = Necesidades básicas
service-return_reintegration = Retorno y reintegración
service-asylum_unhcr = Asilo y protección de personas refugiadas
service-migrant_iom = Ayuda a migrantes
service-reintegration_armed = Reintegración
service-security = Punto focal de seguridad
service-prevention = Información y prevención
service-sea_channel = Canal independiente
service-review = Revisión de la supervisión
service-data_officer = Delegado de protección de datos

# Where a referral stands
referral-state-draft = En preparación
referral-state-held = Retenida aquí: no compartida
referral-state-sent = Nueva
referral-state-seen = Vista
referral-state-info_requested = Pregunta hecha
referral-state-accepted = Aceptada
referral-state-in_progress = En curso
referral-state-delivered = Servicio prestado
referral-state-closed = Cerrada
referral-state-declined = Rechazada
referral-state-recalled = Retirada
referral-state-expired = Sin respuesta a tiempo
referral-state-unplaced = No queda nadie
referral-state-person_declined = La persona decidió otra cosa
referral-state-sent-sender = Aún no vista
referral-state-seen-sender = Vista, sin respuesta
referral-state-info_requested-sender = Espera su respuesta
referral-state-expired-sender = Sin respuesta; se preguntó a la siguiente
referral-state-unplaced-sender = No queda nadie a quien preguntar

# Why an agency declines
decline-reason-no_capacity = Ahora no tenemos capacidad
decline-reason-not_eligible = La persona no puede recibir nuestro servicio
decline-reason-wrong_area = Fuera de nuestra zona
decline-reason-wrong_service = No es nuestro servicio
decline-reason-conflict_of_interest = Conflicto de intereses
decline-reason-safety = No podemos hacerlo con seguridad
decline-reason-no_consent_for_data_needed = Necesitamos saber más de lo que se aceptó
decline-reason-duplicate = Ya conocemos a esta persona
decline-reason-other = Otro motivo

# What a receiver asks
question-still_wanted = ¿La persona aún lo quiere?
question-contact_still_safe = ¿La forma de contacto acordada sigue siendo segura?
question-can_travel = ¿Puede la persona venir hasta nosotros?
question-may_bring_somebody = ¿Puede acompañarle alguien de confianza?
question-needs_interpreter = ¿Hace falta intérprete?
question-needs_access = ¿Necesita la persona ayuda para entrar o moverse?
question-comes_with_dependants = ¿Viene con personas a su cargo?
question-can_wait_a_day = ¿Puede esperar un día?

# What an owner answers
reply-yes = Sí
reply-no = No
reply-not_known = No lo sabemos y ahora no podemos preguntar con seguridad
reply-not_to_be_told = La persona no quiere que se diga

# What a service came to
service-outcome-whole = Todo lo acordado
service-outcome-partly = Una parte
service-outcome-ongoing = Continúa
service-outcome-ended_early = Terminó antes

# Why a referral is taken back
recall-reason-withdrawn = La persona retiró el consentimiento
recall-reason-sent_in_error = No debió enviarse
recall-reason-safety = Allí no sería seguro
recall-reason-not_needed = Ya no hace falta
recall-reason-other = Otro motivo

# What a receiver says after it was taken back
statement-nothing_kept = No guardamos nada fuera de este sistema
statement-destroyed = Destruimos lo que habíamos guardado
statement-kept_by_law = La ley nos obliga a guardar algo

# For what contact is opened
purpose-first_contact = Para encontrarse con la persona por primera vez
purpose-service = Para prestar el servicio
purpose-safety = Para ver que la persona está segura
purpose-follow_up = Para saber cómo fue

# Review of submissions
review-state-received = Recibido
review-state-hasissues = Tiene problemas
review-state-edited = Editado
review-state-approved = Aprobado
review-state-rejected = Rechazado
change-changed = Cambiada
change-added = Añadida
change-removed = Quitada

# Kinds of browsers; why somebody is let in again
browser-firefox = Firefox
browser-chrome = Chrome
browser-safari = Safari
browser-edge = Edge
browser-opera = Opera
browser-collect = ODK Collect
browser-other = Otro programa
recovery-reason-phone_lost = Teléfono perdido o robado
recovery-reason-phone_changed = Teléfono roto o nuevo
recovery-reason-passkey_gone = Llave de acceso perdida
recovery-reason-other = Otra cosa

# Qué pide una pregunta
asks-text = Texto
asks-number = Número entero
asks-decimal = Número
asks-date = Fecha
asks-time = Hora
asks-moment = Fecha y hora
asks-one = Una opción
asks-many = Varias opciones
asks-rank = Ordenar
asks-place = Lugar en el mapa
asks-image = Imagen
asks-audio = Sonido
asks-video = Vídeo
asks-file = Archivo
asks-barcode = Código de barras
asks-range = Número de una escala
asks-confirm = Marcar para confirmar
asks-note = Texto para leer
asks-calculated = Calculado
