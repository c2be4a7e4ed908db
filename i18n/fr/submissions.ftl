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

# Review, comments, versions
submissions-review = Examen
submissions-review-all = Tous
submissions-ticked = Les envois cochés
submissions-choose = Choisir
submissions-review-ticked = Examiner les envois cochés
submissions-tick = À examiner
submissions-tick-which =  : { $form }, reçu le { $time }
submissions-corrected = Cette version a été corrigée.
submissions-corrected-now = Voir celle qui compte maintenant
submissions-compare-versions = Comparer ses versions
submissions-say = Qu’en dites-vous ?
submissions-review-do = Enregistrer l’examen
submissions-comments = Commentaires
submissions-comments-none = Personne n’a rien écrit.
submissions-comment = Votre commentaire
submissions-comment-hint = Toute personne autorisée à lire les réponses peut le lire. Il ne peut plus être modifié ensuite.
submissions-comment-write = Écrire
submissions-comments-not-entitled = Votre rôle ne lit pas les commentaires.
submissions-comments-locked = Verrouillé. Les commentaires pourront être lus quand une personne détentrice des clés aura déverrouillé.
submissions-activity = Ce qui s’est passé
submissions-did-by = { $act }, par { $who }
submissions-did-receive = Reçu
submissions-did-correct = Corrigé
submissions-did-take-back = Examen retiré
submissions-did-find-issues = Examiné : pose problème
submissions-did-approve = Examiné : approuvé
submissions-did-reject = Examiné : rejeté
submissions-approve = Approuver
submissions-has-issues = Pose problème
submissions-reject = Rejeter
submissions-take-back = Retirer l’examen
submissions-versions = Versions
submissions-versions-of = Versions : { $form }
submissions-older = Version plus ancienne
submissions-newer = Version plus récente
submissions-compare = Comparer
submissions-same-answers = Les versions { $from } et { $to } donnent les mêmes réponses.
submissions-differs = Différences entre les versions { $from } et { $to }
submissions-question = Question
submissions-how = En quoi cela diffère
submissions-versions-seen = Vous voyez quelles versions existent.
submissions-alone = Personne n’a corrigé cet envoi.
submissions-versions-all = Toutes les versions
submissions-version-n = Version { $n }
submissions-sent-by = envoyé par { $who }
submissions-counts = Compte maintenant
submissions-more = { $count ->
    [one] { $count } autre réponse diffère. Ouvrez les versions ci-dessous pour la lire.
   *[other] { $count } autres réponses diffèrent. Ouvrez les versions ci-dessous pour les lire.
}
submissions-same = { $count ->
    [one] { $count } réponse est la même dans les deux.
   *[other] { $count } réponses sont les mêmes dans les deux.
}
