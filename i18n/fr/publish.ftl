# D’un brouillon aux téléphones.

publish-tabs = Pages de ce formulaire
publish-tab-versions = Versions
publish-tab-draft = Brouillon
publish-tab-files = Fichiers du brouillon
publish-tab-code = Essai
publish-tab-look = Aperçu
publish-tab-changes = Différences
publish-waits = Attend une deuxième personne
publish-by-second = Publié par { $name }

# Étapes
publish-steps-lead = De haut en bas : ensuite il est sur les téléphones.
publish-step-definition = Définition
publish-step-files = Fichiers
publish-step-findings = Ce que la vérification a trouvé
publish-step-look = Le regarder
publish-step-test = L’essayer sur un téléphone
publish-step-ask = Demander la publication
publish-step-second = Une deuxième personne publie
publish-step-publish = Publier
publish-blocked = Pas encore : corrigez ce que la vérification a trouvé plus haut, et déposez de nouveau la définition.
publish-saved-by = Enregistré le { $moment } par { $name }. Les téléphones ne l’ont pas encore.
publish-look-what = Lisez chaque question comme le téléphone la pose, dans chacune de ses langues.
publish-look-go = Aperçu
publish-changes-go = Ce qui diffère de la version sur les téléphones
publish-test-what = Remplissez-le sur un vrai téléphone. Ce qui est envoyé est jugé, et n’est pas conservé.
publish-test-go = Afficher le code d’essai
publish-ask = Demander à une deuxième personne
publish-asked-by = { $name } l’a demandé le { $moment }.
publish-asked = Demandé le { $moment }.
publish-withdraw = Retirer la demande
publish-not-asked = Personne ne l’a encore demandé. Si le brouillon change, il faut le redemander.
publish-second-you = Vous n’avez pas fait ce brouillon. Regardez-le, et publiez-le s’il est juste.
publish-second-other = La personne qui a enregistré ce brouillon, changé ses fichiers ou demandé sa publication ne peut pas le publier. Une autre personne de l’administration de ce serveur le fait. Si vous l’avez tous changé, une seule personne enregistre de nouveau le brouillon.
publish-second-admin = Une personne de l’administration de ce serveur qui n’y a pas touché le publie.

# Fichiers
publish-files-title = Fichiers du brouillon
publish-files-lead = Images, sons et tableaux que le formulaire nomme. Les téléphones les reçoivent avec le formulaire.
publish-files-none = Ce formulaire n’a besoin d’aucun fichier.
publish-files-here = { $here } fichiers sur { $all } sont là.
publish-files-go = Voir les fichiers
publish-files-caption = Fichiers que le brouillon nomme
publish-files-name = Fichier
publish-files-kind = Sorte
publish-files-state = État
publish-files-do = Changer
publish-kind-image = Image
publish-kind-audio = Son
publish-kind-video = Film
publish-kind-file = Données
publish-file-here = Présent
publish-file-list = D’une liste d’entités
publish-file-missing = Manque
publish-file-choose = Fichier
publish-file-upload = Déposer ce fichier
publish-file-remove = Retirer
publish-size = { $kb } Ko
publish-lists = Ce formulaire tient des listes d’entités : { $names }.
publish-wrong-nothing = Choisissez un fichier.
publish-back = Retour au formulaire

# Essai
publish-code-title = Essai d’un brouillon
publish-code-heading = Essayer la version { $version } sur un téléphone
publish-code-kept-title = Jugé, pas conservé.
publish-code-kept = Ce qu’un téléphone envoie pendant l’essai est vérifié comme il le sera plus tard, puis oublié aussitôt : aucun dossier, aucune orientation, rien à lire. Inventez quand même les réponses.
publish-code-lead = Le code crée un projet à part dans ODK Collect, à côté du vrai. Il marche jusqu’à ce que le brouillon soit remplacé, publié ou jeté.
publish-code-show = Afficher le code
publish-code-once = Scannez-le maintenant : le code n’est que sur cette page, et la recharger ne le montre plus. Quiconque l’a peut lire les questions du brouillon.
publish-code-qr = Code QR avec les réglages d’essai pour ODK Collect
publish-code-step-1 = Ouvrez ODK Collect sur le téléphone.
publish-code-step-2 = Choisissez « Ajouter un projet », puis visez le code avec l’appareil photo.
publish-code-step-3 = Remplissez le formulaire et envoyez-le.
publish-code-step-4 = Supprimez ensuite ce projet du téléphone.
