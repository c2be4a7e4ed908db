# Forms.

forms-title = Formulaire
forms-general = Formulaire général
forms-never = Jamais publié
forms-draft-title = Brouillon, version { $version }
forms-draft-saved = Enregistré le { $moment }. Les téléphones ne l’ont pas encore.
forms-clean = Aucun constat
forms-clean-hint = La vérification n’a rien trouvé à corriger.
forms-blocked = <strong>Ne peut pas encore être publié.</strong> Corrigez le formulaire et chargez-le de nouveau ci-dessous.
forms-publish-why = Pourquoi publier malgré les avertissements ?
forms-publish-why-optional = Pourquoi publier malgré les avertissements ? (facultatif)
forms-publish-why-hint = D’autres le liront. N’écrivez rien sur une personne.
forms-publish = Publier sur les téléphones
forms-publish-admin = L’administration de ce serveur le publie.
forms-versions-title = Versions
forms-versions-none = Pas encore publié.
forms-versions-none-hint = Les téléphones reçoivent le formulaire après la publication de son brouillon.
forms-versions-caption = Versions publiées, la plus récente d’abord
forms-version = Version
forms-published = Publié
forms-by = Par
forms-on-phones = Sur les téléphones
forms-reason-given = Raison donnée : { $reason }
forms-by-server = Le serveur
forms-state-title = État
forms-state-what = Ce que les téléphones peuvent faire
forms-state-choice = { $state } : { $what }
forms-state-save = Enregistrer l’état
forms-new-replace = Remplacer le brouillon
forms-new-version = Nouvelle version

# Uploading
forms-file = Fichier du formulaire
forms-file-hint = Un XLSForm (.xlsx, .md), ou le XML qui en a été tiré.
forms-paste = Ou coller le XML
forms-xml = XML du formulaire
forms-accept = Le garder malgré les avertissements du convertisseur

# What the check found
forms-found-caption = Ce que la vérification a trouvé
forms-found-where = Où
forms-found-weight = Gravité
forms-found-what = Quoi
forms-found-error = À corriger
forms-found-warning = Avertissement
forms-found-note = Remarque
forms-found-form = Le formulaire

# What was wrong
forms-wrong-exists = Ce projet a déjà un formulaire avec cet identifiant. Ouvrez-le ci-dessous, et chargez-y le fichier.
forms-wrong-reason = Écrivez pourquoi il doit être publié malgré les avertissements.
forms-wrong-version = La version « { $version } » a déjà été publiée. Donnez une autre version au formulaire et chargez-le de nouveau.
forms-wrong-found = La vérification a trouvé ce qu’il faut d’abord corriger. Rien n’a été enregistré.
forms-wrong-form = Ce n’est pas un formulaire utilisable par les téléphones. { $why } Rien n’a été enregistré.
forms-wrong-table = Le tableau ne peut pas être converti. Corrigez les lignes ci-dessous et chargez-le de nouveau. Rien n’a été enregistré.
forms-wrong-other = { $why } Rien n’a été enregistré.
forms-wrong-large = Il est trop volumineux : il peut avoir { $most } Mo.
forms-wrong-nothing = Choisissez le fichier du formulaire, ou collez son XML.
forms-wrong-broken = Le fichier n’est pas arrivé entier
forms-wrong-warnings = Le tableau se convertit, avec des avertissements. Corrigez les lignes ci-dessous, ou chargez-le de nouveau en les acceptant. Rien n’a été enregistré.
forms-busy = Le fichier est envoyé et lu. Cela peut prendre une minute.
