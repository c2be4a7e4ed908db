# What mails say: how much waits and how urgent it is, never what. A phone's locked screen shows it.

mail-new-item = { $count ->
    [one] { $count } nouvel élément
   *[other] { $count } nouveaux éléments
}
mail-held-item = { $count ->
    [one] { $count } élément retenu dans votre propre file
   *[other] { $count } éléments retenus dans votre propre file
}
mail-case-offered = un dossier est proposé
mail-offer-ended = l’offre d’un dossier a reçu une réponse, ou a pris fin
mail-test = un essai
mail-urgent = { $line }, { $urgency }
mail-counted = { $line } : { $count }
mail-waits = quelque chose attend
mail-subject = Waypost : { $first }
mail-subject-more = { $count ->
    [one] Waypost : { $first } et { $count } autre
   *[other] Waypost : { $first } et { $count } autres
}
mail-see = Connectez-vous pour le voir : { $address }
mail-says = Ce message dit combien attend, jamais quoi. N’y répondez pas.
mail-alone-yes = Si c’était vous, ou si vous êtes au courant, il n’y a rien à faire.
mail-alone-no = Sinon : connectez-vous sur { $address }, terminez toutes les autres sessions, choisissez un autre mot de passe, et prévenez votre point focal ou la personne qui gère le serveur.
mail-alone-only = Ce message n’est allé qu’à vous. N’y répondez pas.

# What waits, by its word
mail-alert-key_locked = des envois attendent une clé verrouillée
mail-alert-key_disabled = des envois attendent une clé désactivée
mail-alert-key_missing = des envois attendent une clé qui n’est pas ici
mail-alert-worker_silent = des envois attendent la machine d’une organisation, qui ne répond pas
mail-alert-key_expires = une clé est à remplacer bientôt
mail-alert-consent_waits = des consentements attendent d’être confirmés
mail-alert-recalled = des orientations ont été rappelées : détruisez les copies et dites-le
mail-alert-referral_late = des orientations sont en retard
mail-alert-referral_unplaced = des orientations n’ont trouvé personne
mail-alert-budget = une session a ouvert plus que permis en une heure et a été terminée
mail-alert-undelivered = des avis n’ont pas pu être remis
mail-alert-unmatched = quelque chose venu d’ailleurs attend un ou une responsable
mail-alert-broken_glass = un regard d’une heure attend d’être examiné
mail-alert-closed_case = quelque chose est arrivé pour un dossier clôturé

# What one person hears alone, by its word
mail-personal-new_browser = votre compte a été utilisé depuis un autre navigateur qu’avant
mail-personal-wrong_tries = votre compte a été utilisé après plusieurs mots de passe ou codes faux
mail-personal-passkey_copied = une de vos clés d’accès a peut-être été copiée, et a été refusée
mail-personal-recovery_asked = quelqu’un a demandé d’enlever votre deuxième facteur
mail-personal-recovered = deux personnes ont enlevé votre deuxième facteur
