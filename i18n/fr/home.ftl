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
home-late-do = { $count ->
    [one] Répondez d’abord à celle-ci.
   *[other] Répondez d’abord à celles-ci.
}
home-immediate = { $count ->
    [one] { $count } orientation immédiate
   *[other] { $count } orientations immédiates
}
home-immediate-do = { $count ->
    [one] Une personne est peut-être en danger maintenant. Acceptez ou refusez dans les 30 minutes.
   *[other] Des personnes sont peut-être en danger maintenant. Acceptez ou refusez chacune dans les 30 minutes.
}
home-answer = { $count ->
    [one] { $count } orientation attend une réponse
   *[other] { $count } orientations attendent une réponse
}
home-answer-do = { $count ->
    [one] Acceptez-la ou refusez-la.
   *[other] Acceptez ou refusez chacune. La plus urgente est en haut.
}
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
home-damaged-do = { $count ->
    [one] Demandez à la personne qui utilise le téléphone d’y garder la copie.
   *[other] Demandez aux personnes qui utilisent les téléphones d’y garder les copies.
}
home-damaged-go = Voir ce qui ne s’est pas ouvert
home-files = { $count ->
    [one] { $count } envoi attend des fichiers
   *[other] { $count } envois attendent des fichiers
}
home-files-do = { $count ->
    [one] Demandez à la personne qui utilise le téléphone de se connecter et de renvoyer.
   *[other] Demandez aux personnes qui utilisent les téléphones de se connecter et de renvoyer.
}
home-files-go = Voir ce qui attend des fichiers
home-submissions-go = Voir les envois
home-keyless = { $count ->
    [one] { $count } organisation n’a aucune clé en service
   *[other] { $count } organisations n’ont aucune clé en service
}
home-keyless-do = { $count ->
    [one] Rappelez-le aux personnes qui y détiennent les clés. Vous ne pouvez pas créer une clé à leur place.
   *[other] Rappelez-le aux personnes qui y détiennent les clés. Vous ne pouvez pas créer de clés à leur place.
}
home-keyless-go = Voir les organisations
home-drafts = { $count ->
    [one] { $count } brouillon n’est pas publié
   *[other] { $count } brouillons ne sont pas publiés
}
home-drafts-do = Lisez les constats, puis publiez.
home-drafts-go = Voir les formulaires
home-second = { $count ->
    [one] { $count } brouillon attend votre accord
   *[other] { $count } brouillons attendent votre accord
}
home-second-do = { $count ->
    [one] Quelqu’un d’autre l’a fait et demande une deuxième personne. Lisez-le, puis publiez.
   *[other] Quelqu’un d’autre a fait chacun et demande une deuxième personne. Lisez chacun, puis publiez.
}
home-second-go = Lire le brouillon
home-versions = { $count ->
    [one] { $count } version du parcours attend votre signature
   *[other] { $count } versions du parcours attendent votre signature
}
home-versions-do = Lisez ce qui change, comptez ce que cela aurait changé, puis signez.
home-versions-go = Ouvrir le parcours
home-protocols = { $count ->
    [one] { $count } protocole attend votre signature
   *[other] { $count } protocoles attendent votre signature
}
home-protocols-do = { $count ->
    [one] Lisez entre qui il vaut et ce qui peut passer, puis signez.
   *[other] Lisez entre qui chacun vaut et ce qui peut passer, puis signez.
}
home-protocols-go = Ouvrir les protocoles
home-no-phone = Aucun téléphone ne peut encore envoyer
home-no-phone-do = Ouvrez un projet et ajoutez un téléphone.
home-no-phone-go = Voir les projets
home-chain = La chaîne de l’audit ne concorde pas
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
home-place-cases = Le dossier de chaque personne : ce qui a été dit, convenu et fait.
home-place-shared = Les chiffres de toutes les organisations, mois par mois.
home-place-pathway = Versions et protocoles : lire, essayer, signer.
home-place-records = Ce qui a été détruit, quand et pourquoi. Jamais ce que cela disait.
home-approvals = { $count ->
    [one] { $count } demande attend une deuxième personne
   *[other] { $count } demandes attendent une deuxième personne
}
home-approvals-do = Lisez pourquoi, puis approuvez ou refusez.
home-approvals-go = Décider des demandes
home-looks = { $count ->
    [one] { $count } consultation de dossier à revoir
   *[other] { $count } consultations de dossiers à revoir
}
home-looks-do = { $count ->
    [one] Dites si elle était justifiée.
   *[other] Dites si chacune était justifiée.
}
home-looks-go = Revoir les consultations
home-unmatched = { $count ->
    [one] { $count } envoi d’ailleurs nomme un dossier
   *[other] { $count } envois d’ailleurs nomment des dossiers
}
home-unmatched-do = { $count ->
    [one] Intégrez-le à son dossier, ou laissez-le où il est.
   *[other] Intégrez chacun à son dossier, ou laissez-le où il est.
}
home-unmatched-go = Trier les envois
home-consents = { $count ->
    [one] { $count } consentement attend une confirmation
   *[other] { $count } consentements attendent une confirmation
}
home-consents-do = { $count ->
    [one] Rien n’est partagé avant. Ouvrez le dossier et lisez sa portée.
   *[other] Rien n’est partagé avant. Ouvrez chaque dossier et lisez la portée.
}
home-consents-go = Confirmer les consentements
home-dead = { $count ->
    [one] { $count } message n’a pas pu être remis
   *[other] { $count } messages n’ont pas pu être remis
}
home-dead-do = Le courriel ou une machine n’a pas répondu. Regardez pourquoi, puis réessayez.
home-dead-go = Voir les messages
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
home-recoveries-do = { $count ->
    [one] Parlez d’abord avec la personne. Si c’est juste, acceptez et remettez le lien.
   *[other] Parlez d’abord avec chaque personne. Si c’est juste, acceptez et remettez le lien.
}
home-recoveries-go = Décider
