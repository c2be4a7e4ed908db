# Phones.

phones-title = Téléphones
phones-add-title = Ajouter un téléphone
phones-name = Nom de ce téléphone
phones-name-hint = Par exemple « Équipe 2, téléphone A ». N’utilisez pas le nom d’une personne que vous aidez.
phones-name-missing = Donnez un nom au téléphone.
phones-area = Zone où il travaille
phones-area-optional = (facultatif)
phones-area-hint = Le code de la zone, par exemple XX0101. Là où un lieu n’est pas validé, le téléphone ne reçoit pas de formulaires de premier entretien.
phones-does = Ce que fait le téléphone
phones-auto-send = Envoyer de lui-même les formulaires terminés
phones-delete = Supprimer du téléphone ce qui a été envoyé
phones-no-drafts = Ne garder aucun formulaire à moitié rempli
phones-add = Ajouter et afficher son code
phones-list = Téléphones de ce projet
phones-none = Aucun téléphone encore.
phones-none-add = Ajoutez-en un ci-dessus. Puis scannez son code avec ODK Collect.
phones-none-ask = Demandez à l’administration de ce serveur d’en ajouter un.
phones-caption = Qui peut recevoir des formulaires et envoyer
phones-phone = Téléphone
phones-seen = Vu pour la dernière fois
phones-added = Ajouté
phones-state = État
phones-never = Jamais
phones-revoked = Révoqué
phones-can-send = Peut envoyer
phones-revoke-more = Révoquer…

# A new one, shown once
phones-new-title = Nouveau téléphone
phones-new-heading = Configurer « { $name } »
phones-new-once = Scannez-le maintenant, ou imprimez cette page et gardez le papier sous clé. Qui possède ce code peut envoyer au nom de ce téléphone.
phones-new-qr = Code QR avec les réglages pour ODK Collect
phones-new-by-code = Avec le code
phones-new-step-1 = Ouvrez ODK Collect sur le téléphone.
phones-new-step-2 = Choisissez « Configurer avec un code QR ».
phones-new-step-3 = Dirigez l’appareil photo vers le code.
phones-new-step-4 = Téléchargez les formulaires vierges.
phones-new-picture = Enregistrer le code comme image
phones-new-by-name = En saisissant : avec un nom d’utilisateur
phones-new-server = Serveur
phones-new-user = Nom d’utilisateur
phones-new-password = Mot de passe
phones-new-by-address = En saisissant : l’adresse seule
phones-new-server-secret = Serveur (à garder secret)
phones-new-done = Terminé : retour aux téléphones

# Revoking
phones-revoke-title = Révoquer un téléphone
phones-revoke-heading = Révoquer « { $name } » ?
phones-revoke-what = Ensuite, le téléphone <strong>ne peut plus recevoir de formulaires ni envoyer</strong>. Ce qu’il n’a pas encore envoyé reste dessus. C’est irréversible ; vous pouvez ajouter de nouveau le téléphone avec un autre code.
phones-revoke-seen = Vu pour la dernière fois : { $moment }
phones-revoke-seen-never = Vu pour la dernière fois : jamais
phones-revoke = Révoquer ce téléphone
phones-revoke-keep = Le garder
