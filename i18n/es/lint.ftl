# What the linter finds, by its code.

lint-no_stage = El formulario no nombra ningún paso de la guía, y este proyecto no admite otros. Nombre su etapa en la hoja de ajustes (attribute::wb:stage), o publíquelo en otro proyecto.
lint-no_key = El formulario nombra un paso de la guía, y este proyecto no tiene clave: las respuestas quedarían a la vista. Publíquelo en el proyecto de una organización.
lint-own_address = El formulario envía a una dirección propia. Quite submission/@action.
lint-own_key = El formulario trae su propia clave. Quite base64RsaPublicKey; la de la organización se escribe por usted.
lint-last_saved = El formulario lee el último envío guardado, que los teléfonos no guardan en formularios cifrados. Quítelo.
lint-file_in_folder = El formulario remite al archivo «{ $file }». Los teléfonos guardan archivos sin carpetas y no lo encontrarían. Nómbrelo sin carpeta.
lint-no_instance_id = El formulario no tiene meta/instanceID; sin él los teléfonos no pueden cifrar. Añádalo.
lint-telling_title = El título del formulario dice a un extraño de qué trata. Use una palabra neutra, como una letra y un número.
lint-telling_id = El identificador del formulario dice a un extraño de qué trata. Use una palabra neutra, como una letra y un número.
lint-telling_file = El nombre del archivo «{ $file }» dice a un extraño de qué trata el formulario. Use una palabra neutra, como una letra y un número.
lint-telling_choice = Una opción dice a quien mire el teléfono de qué trata el formulario. Use palabras tranquilas y corrientes.
lint-name_from_answers = El nombre visible se forma con respuestas, y los teléfonos lo guardan en claro incluso después de cifrar. Use una fecha o un código al azar.
lint-banned_recorder = El formulario graba por sí mismo sonido o lugar ({ $action }). Quítelo.
lint-keeps_audit = El paso «{ $stage }» no debe pedir un registro de cómo se rellenó. Los teléfonos se registran, y los archivos nombran a personas. Quite la pregunta.
lint-asks_for_place = El paso «{ $stage }» no debe pedir un lugar en el mapa. Los teléfonos se registran, y los archivos nombran a personas. Quite la pregunta.
lint-asks_for_barcode = El paso «{ $stage }» no debe pedir un código de barras. Los teléfonos se registran, y los archivos nombran a personas. Quite la pregunta.
lint-asks_for_image = El paso «{ $stage }» no debe pedir una imagen. Los teléfonos se registran, y los archivos nombran a personas. Quite la pregunta.
lint-asks_for_sound = El paso «{ $stage }» no debe pedir un sonido. Los teléfonos se registran, y los archivos nombran a personas. Quite la pregunta.
lint-asks_for_film = El paso «{ $stage }» no debe pedir un vídeo. Los teléfonos se registran, y los archivos nombran a personas. Quite la pregunta.
lint-asks_for_file = El paso «{ $stage }» no debe pedir un archivo. Los teléfonos se registran, y los archivos nombran a personas. Quite la pregunta.
lint-asks_for_phone_owner = El paso «{ $stage }» no debe pedir el nombre, número, dirección o SIM de quien tiene el teléfono. Los teléfonos se registran, y los archivos nombran a personas. Quite la pregunta.
lint-asks_for_name = La pregunta pide un nombre, y solo puede el formulario de identidad. Quítela; el código del caso une los formularios.
lint-asks_for_birth_date = La pregunta pide una fecha de nacimiento, y solo puede el formulario de identidad. Quítela; el código del caso une los formularios.
lint-asks_for_contact = La pregunta pide un teléfono o una dirección, y solo puede el formulario de identidad. Quítela; el código del caso une los formularios.
lint-asks_for_number = La pregunta pide el número de un documento, y solo puede el formulario de identidad. Quítela; el código del caso une los formularios.
lint-asks_for_belief = La pregunta pide creencia, origen u orientación, y solo puede el formulario de identidad. Quítela; el código del caso une los formularios.
lint-no_class = La pregunta no tiene clase de datos, así que nadie sabe quién puede ver la respuesta. Dé a su bind wb:cls (D0 a D5).
lint-class_not_allowed = El paso «{ $stage }» no puede contener así respuestas de clase { $class }. Pregúntelo en el paso que corresponde, o como opción.
lint-too_much_health = Una primera conversación puede tener { $limit } preguntas de salud urgente, y esta es una más. Déjela para la entrevista.
lint-free_text = Una primera conversación no admite texto libre de más de { $limit } caracteres: se vuelve un relato. Use opciones, o una restricción como string-length(.) <= 120.
lint-unlimited_text = Un texto libre sin límite invita a lo que nadie preguntó. Añada una restricción como string-length(.) <= 500.
lint-list_too_telling = La respuesta estaría en una lista de entidades, que los teléfonos llevan en claro. Guarde en listas solo códigos y lugares de las clases D0 y D1.
lint-fact_in_repeat = Una pregunta repetida no puede dar un hecho: tiene varias respuestas. Calcule una sola respuesta fuera de la repetición y dé a esa el hecho.
lint-fact_twice = { $field } da el mismo hecho ({ $fact }). Nombre cada hecho una sola vez.
