# Submissions.

submissions-title = Envois
submissions-form = Formulaire
submissions-form-all = Tous les formulaires
submissions-state = État
submissions-state-all = Tous les états
submissions-show = Afficher
submissions-nothing = Rien ne correspond.
submissions-nothing-all = Afficher tous les envois
submissions-empty = Rien n’est encore arrivé.
submissions-empty-hint = Ajoutez un téléphone au projet, remplissez-y un formulaire et envoyez. Il s’affiche ici en quelques secondes.
submissions-caption = Les plus récents d’abord
submissions-received = Reçu
submissions-phone = Téléphone
submissions-state-and = État et que faire
submissions-phone-unknown = Inconnu
submissions-parts = { $present } fichiers sur { $expected }
submissions-retry = Réessayer

# One
submissions-one-title = Envoi
submissions-not-confidential = Pas confidentiel
submissions-next = Que faire
submissions-answers = Réponses
submissions-answers-none = Cet envoi n’a pas de réponses.
submissions-not-answered = Sans réponse
submissions-not-entitled = Votre rôle ne lit pas les réponses.
submissions-not-entitled-hint = Les responsables et les gestionnaires de cas de l’organisation le peuvent. Vous voyez qu’il est arrivé, et dans quel état il est.
submissions-locked = Verrouillé.
submissions-locked-holder = Les clés de votre organisation sont verrouillées. Vous détenez une clé.
submissions-locked-ask = Les clés de votre organisation sont verrouillées. Demandez à votre point focal ou à votre gestionnaire des données de les déverrouiller.
submissions-away = Indisponible maintenant.
submissions-away-hint = La partie de ce serveur qui ouvre le contenu ne répond pas. Rechargez cette page dans quelques minutes.
submissions-not-opened = Pas encore ouvert.
submissions-not-opened-hint = Il n’y a rien à lire avant qu’il soit ouvert et vérifié.
submissions-about = À son sujet
submissions-opened = Ouvert et vérifié
submissions-whole = Complet et intact
submissions-version = Version du formulaire
submissions-files = Fichiers
submissions-files-none = Aucun fichier n’est venu avec.
submissions-file-waits = Encore sur le téléphone
submissions-general = Général
submissions-size-bytes = { $n } octets
submissions-size-kb = { $n } ko
submissions-size-mb = { $n } Mo
