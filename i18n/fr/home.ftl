# The first page.

home-title = Accueil
home-next = Que faire maintenant
home-nothing = Rien ne vous attend.
home-nothing-hint = Le nouveau travail s’affiche ici. Rechargez cette page pour regarder de nouveau.
home-places = Où se trouve quoi

# What waits
home-late = { $count ->
    [one] { $count } réponse est en retard
   *[other] { $count } réponses sont en retard
}
home-late-do = Répondez d’abord à celles-ci.
home-immediate = { $count ->
    [one] { $count } orientation immédiate
   *[other] { $count } orientations immédiates
}
home-immediate-do = Une personne est peut-être en danger maintenant. Acceptez ou refusez dans les 30 minutes.
home-answer = { $count ->
    [one] { $count } orientation attend une réponse
   *[other] { $count } orientations attendent une réponse
}
home-answer-do = Acceptez ou refusez chacune. La plus urgente est en haut.
home-held = { $count ->
    [one] { $count } élément est retenu ici
   *[other] { $count } éléments sont retenus ici
}
home-held-do = Partagé avec personne. Votre propre équipe décide de la suite.
home-held-go = Voir ce qui est retenu
home-queue-go = Ouvrir la file d’attente
home-confirm = { $count ->
    [one] { $count } nouvelle clé attend votre confirmation
   *[other] { $count } nouvelles clés attendent votre confirmation
}
home-confirm-do = Comparez l’empreinte avec l’autre personne qui détient la clé, puis confirmez.
home-confirm-go = Aller aux clés
home-no-key = Votre organisation n’a aucune clé en service
home-no-key-do = Sans clé, les téléphones ne peuvent rien envoyer. Créez-en une ; une deuxième personne la confirme.
home-no-key-go = Créer une clé
home-locked = Les clés de votre organisation sont verrouillées
home-locked-waiting = { $count ->
    [one] Clés verrouillées : { $count } envoi attend
   *[other] Clés verrouillées : { $count } envois attendent
}
home-locked-do = Déverrouillez-les avec la phrase secrète.
home-locked-go = Déverrouiller
home-locked-ask = Demandez à votre point focal ou à votre gestionnaire des données de les déverrouiller.
home-damaged = { $count ->
    [one] { $count } envoi ne s’est pas ouvert
   *[other] { $count } envois ne se sont pas ouverts
}
home-damaged-do = Demandez à la personne qui utilise le téléphone d’y garder la copie.
home-files = { $count ->
    [one] { $count } envoi attend des fichiers
   *[other] { $count } envois attendent des fichiers
}
home-files-do = Demandez à la personne qui utilise le téléphone de se connecter et de renvoyer.
home-submissions-go = Voir les envois
home-keyless = { $count ->
    [one] { $count } organisation n’a aucune clé en service
   *[other] { $count } organisations n’ont aucune clé en service
}
home-keyless-do = Rappelez-le aux personnes qui y détiennent les clés. Vous ne pouvez pas créer une clé à leur place.
home-keyless-go = Voir les organisations
home-drafts = { $count ->
    [one] { $count } brouillon n’est pas publié
   *[other] { $count } brouillons ne sont pas publiés
}
home-drafts-do = Lisez les constats, puis publiez.
home-drafts-go = Voir les formulaires
home-no-phone = Aucun téléphone ne peut encore envoyer
home-no-phone-do = Ouvrez un projet et ajoutez un téléphone.
home-no-phone-go = Voir les projets
home-chain = La chaîne de l’audit ne se vérifie pas
home-chain-do = Quelqu’un a peut-être modifié le registre. Gardez une copie et prévenez la personne responsable de ce serveur.
home-chain-go = Voir l’audit

# Where things are
home-place-queue = Orientations vers votre organisation : lire, accepter, refuser.
home-place-sent-title = Orientations envoyées
home-place-sent = Ce que votre organisation a envoyé, et qui a répondu.
home-place-projects-title = Projets et envois
home-place-projects = Formulaires, téléphones et ce qu’ils ont envoyé.
home-place-keys = Déverrouiller, verrouiller et créer des clés avec une deuxième personne.
home-place-phones = Mettre des formulaires sur les téléphones.
home-place-agencies = Qui travaille ici, et si leurs clés sont en service.
home-place-people-all = Inviter et désactiver des comptes.
home-place-people = Inviter et désactiver des personnes de votre organisation.
home-place-audit = Qui a ouvert quoi, et quand. Jamais le contenu.
home-see = Les voir
home-approvals = { $count ->
    [one] { $count } demande attend une deuxième personne
   *[other] { $count } demandes attendent une deuxième personne
}
home-approvals-do = Lisez pourquoi, puis approuvez ou refusez.
home-looks = { $count ->
    [one] { $count } consultation de dossier à revoir
   *[other] { $count } consultations de dossiers à revoir
}
home-looks-do = Dites si chacune était justifiée.
home-unmatched = { $count ->
    [one] { $count } envoi d’ailleurs nomme un dossier
   *[other] { $count } envois d’ailleurs nomment des dossiers
}
home-unmatched-do = Intégrez chacun à son dossier, ou laissez-le où il est.
home-consents = { $count ->
    [one] { $count } consentement attend une confirmation
   *[other] { $count } consentements attendent une confirmation
}
home-consents-do = Rien n’est partagé avant. Ouvrez le dossier et lisez sa portée.
home-dead = { $count ->
    [one] { $count } message n’a pas pu être remis
   *[other] { $count } messages n’ont pas pu être remis
}
home-dead-do = Le courriel ou une machine n’a pas répondu. Regardez pourquoi, puis réessayez.
home-opening = { $count ->
    [one] { $count } envoi reste à ouvrir
   *[other] { $count } envois restent à ouvrir
}
home-opening-of = { $count } sur { $all } arrivés en un jour sont ouverts
home-opening-do = Cela se fait tout seul.
home-opening-locked = Cela reprend dès que les clés sont déverrouillées.

# Colleagues who are locked out
home-recoveries = { $count ->
    [one] { $count } collègue a perdu l’accès et attend votre accord
   *[other] { $count } collègues ont perdu l’accès et attendent votre accord
}
home-recoveries-do = Parlez d’abord avec la personne. Si c’est juste, acceptez et remettez le lien.
home-recoveries-go = Décider
