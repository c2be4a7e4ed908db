# What the linter finds, by its code.

lint-no_stage = Le formulaire ne nomme aucune étape du guide, et ce projet n’en prend pas d’autres. Nommez son étape sur la feuille des paramètres (attribute::wb:stage), ou publiez-le dans un autre projet.
lint-no_key = Le formulaire nomme une étape du guide, et ce projet n’a pas de clé : les réponses seraient lisibles. Publiez-le dans le projet d’une organisation.
lint-own_address = Le formulaire envoie à une adresse à lui. Enlevez submission/@action.
lint-own_key = Le formulaire apporte sa propre clé. Enlevez base64RsaPublicKey ; celle de l’organisation est inscrite pour vous.
lint-last_saved = Le formulaire lit le dernier envoi enregistré, que les téléphones ne gardent pas pour les formulaires chiffrés. Enlevez cela.
lint-file_in_folder = Le formulaire renvoie au fichier « { $file } ». Les téléphones gardent les fichiers sans dossiers et ne le trouveraient pas. Nommez-le sans dossier.
lint-no_instance_id = Le formulaire n’a pas de meta/instanceID ; sans lui les téléphones ne peuvent pas chiffrer. Ajoutez-le.
lint-telling_title = Le titre du formulaire dit à un inconnu de quoi il s’agit. Prenez un mot neutre, par exemple une lettre et un nombre.
lint-telling_id = L’identifiant du formulaire dit à un inconnu de quoi il s’agit. Prenez un mot neutre, par exemple une lettre et un nombre.
lint-telling_file = Le nom du fichier « { $file } » dit à un inconnu de quoi il s’agit. Prenez un mot neutre, par exemple une lettre et un nombre.
lint-telling_choice = Un choix dit à qui regarde le téléphone de quoi il s’agit. Prenez des mots calmes, de tous les jours.
lint-name_from_answers = Le nom affiché est fait de réponses, et les téléphones le gardent en clair même après le chiffrement. Prenez une date ou un code au hasard.
lint-banned_recorder = Le formulaire enregistre de lui-même un son ou un lieu ({ $action }). Enlevez cela.
lint-keeps_audit = L’étape « { $stage } » ne doit pas demander un journal du remplissage. On fouille les téléphones, et les fichiers nomment des personnes. Enlevez la question.
lint-asks_for_place = L’étape « { $stage } » ne doit pas demander un lieu sur la carte. On fouille les téléphones, et les fichiers nomment des personnes. Enlevez la question.
lint-asks_for_barcode = L’étape « { $stage } » ne doit pas demander un code-barres. On fouille les téléphones, et les fichiers nomment des personnes. Enlevez la question.
lint-asks_for_image = L’étape « { $stage } » ne doit pas demander une image. On fouille les téléphones, et les fichiers nomment des personnes. Enlevez la question.
lint-asks_for_sound = L’étape « { $stage } » ne doit pas demander un son. On fouille les téléphones, et les fichiers nomment des personnes. Enlevez la question.
lint-asks_for_film = L’étape « { $stage } » ne doit pas demander une vidéo. On fouille les téléphones, et les fichiers nomment des personnes. Enlevez la question.
lint-asks_for_file = L’étape « { $stage } » ne doit pas demander un fichier. On fouille les téléphones, et les fichiers nomment des personnes. Enlevez la question.
lint-asks_for_phone_owner = L’étape « { $stage } » ne doit pas demander le nom, le numéro, l’adresse ou la SIM du propriétaire du téléphone. On fouille les téléphones, et les fichiers nomment des personnes. Enlevez la question.
lint-asks_for_name = La question demande un nom, et seul le formulaire d’identité le peut. Enlevez-la ; le code du dossier relie les formulaires.
lint-asks_for_birth_date = La question demande une date de naissance, et seul le formulaire d’identité le peut. Enlevez-la ; le code du dossier relie les formulaires.
lint-asks_for_contact = La question demande un numéro de téléphone ou une adresse, et seul le formulaire d’identité le peut. Enlevez-la ; le code du dossier relie les formulaires.
lint-asks_for_number = La question demande le numéro d’un document, et seul le formulaire d’identité le peut. Enlevez-la ; le code du dossier relie les formulaires.
lint-asks_for_belief = La question demande la croyance, l’origine ou l’orientation, et seul le formulaire d’identité le peut. Enlevez-la ; le code du dossier relie les formulaires.
lint-no_class = La question n’a pas de classe de données : personne ne sait qui peut voir la réponse. Donnez wb:cls à son bind (D0 à D5).
lint-class_not_allowed = L’étape « { $stage } » ne peut pas contenir ainsi des réponses de classe { $class }. Demandez-le dans l’étape qui convient, ou comme choix.
lint-too_much_health = Un premier entretien peut avoir { $limit } questions de santé urgente, et celle-ci est de trop. Laissez-la à l’entretien.
lint-free_text = Un premier entretien ne prend pas de texte libre au-delà de { $limit } caractères : cela devient un récit. Prenez des choix, ou une contrainte comme string-length(.) <= 120.
lint-unlimited_text = Un texte libre sans limite invite ce que personne n’a demandé. Ajoutez une contrainte comme string-length(.) <= 500.
lint-list_too_telling = La réponse serait dans une liste d’entités, que les téléphones portent en clair. N’y gardez que des codes et des lieux des classes D0 et D1.
lint-fact_in_repeat = Une question répétée ne peut pas donner un fait : elle a plusieurs réponses. Calculez une seule réponse hors de la répétition et donnez-lui le fait.
lint-fact_twice = { $field } donne le même fait ({ $fact }). Nommez chaque fait une seule fois.
