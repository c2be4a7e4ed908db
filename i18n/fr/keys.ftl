# Keys.

keys-title = Clés
keys-lead = Les clés de { $agency }. Seuls son point focal et son gestionnaire des données peuvent utiliser cette page ; pas un administrateur.

# Locked and unlocked
keys-locked = Verrouillé
keys-unlock-title = Déverrouiller les clés
keys-waiting = { $count ->
    [one] <strong>{ $count } envoi attend</strong> d’être ouvert.
   *[other] <strong>{ $count } envois attendent</strong> d’être ouverts.
}
keys-passphrase = Phrase secrète
keys-unlock-hint = La phrase secrète passe par ce serveur. Ne déverrouillez que si vous faites confiance à qui le gère, et vérifiez que l’adresse ci-dessus est la bonne.
keys-unlock = Déverrouiller
keys-unlock-holder = Seule une personne qui détient une clé peut déverrouiller.
keys-unlocked = Déverrouillé
keys-unlocked-title = Le contenu peut être lu
keys-unlocked-until = Se verrouille de lui-même { $until }.
keys-lock = Verrouiller maintenant
keys-away-title = Les clés ne sont pas joignables pour l’instant
keys-away = La partie de ce serveur qui garde les clés ne répond pas. Ce que les téléphones envoient est conservé. Rechargez cette page dans quelques minutes.

# The keys
keys-list = Les clés de votre organisation
keys-none = Aucune clé encore.
keys-none-hint = Sans clés, les téléphones ne peuvent rien envoyer à votre organisation. Créez-les ci-dessous ; l’autre personne les confirme.
keys-fingerprint = Empreinte
keys-private = Partie privée
keys-made = Créée
keys-made-by = { $moment } par { $who }
keys-confirmed = Confirmée
keys-by = par { $who }
keys-disabled-because = Désactivée parce que
keys-needed = <strong>Nécessaire pour</strong> { $what }.
keys-needed-phones = Quels téléphones ?
keys-confirm-how = Appelez la personne qui l’a créée. Lisez-vous l’empreinte l’un à l’autre.
keys-confirm-compared = Nous avons comparé chaque groupe, pour chaque clé créée avec elle. Tout est identique.
keys-confirm = Confirmer cette clé et celles créées avec elle
keys-confirm-other = L’autre personne qui détient la clé doit la confirmer. Une personne seule ne peut pas mettre une clé en service.
keys-disable-more = Désactiver cette clé…
keys-disable-what = <strong>Elle n’ouvre alors plus rien.</strong> Ce qui a été écrit pour elle ne peut pas être lu avant sa réactivation.
keys-reason = Raison
keys-disable = Désactiver cette clé

# New keys
keys-new-title = Créer de nouvelles clés
keys-new-what = Ceci crée les trois clés ensemble. Une fois confirmées, elles remplacent celles en service ; les anciennes ouvrent encore ce qui a été écrit pour elles.
keys-new-custody = Comment la partie privée est gardée
keys-new-passphrase = <strong>Sous une phrase secrète.</strong> N’ouvre que lorsqu’une personne qui détient la clé l’a déverrouillée. Si la phrase est perdue, tout est perdu.
keys-new-unattended = <strong>Gardée par ce serveur.</strong> Ouvre jour et nuit. Qui contrôle ce serveur pourrait lire.
keys-new-agency = <strong>Gardée sur notre propre machine.</strong> Ce serveur ne l’a jamais. Seule cette machine ouvre, et on lit là-bas.
keys-new-passphrase-label = Phrase secrète (seulement pour le premier choix)
keys-new-passphrase-hint = Au moins { $least } caractères ; six mots ou plus conviennent bien. La phrase secrète passe par ce serveur.
keys-new-passphrase-again = La même phrase secrète encore une fois
keys-new-several = Détenue par plusieurs personnes : deux d’entre elles ouvrent…
keys-new-several-hint = Chacun saisit ici sa propre phrase secrète ; celle du dessus est la première. Une personne seule n’ouvre alors rien.
keys-new-second = Phrase secrète de la deuxième personne
keys-new-third = Phrase secrète d’une troisième personne (s’il y en a une)
keys-new-bring = Apporter votre propre clé de collecte…
keys-new-pem = Clé privée (PEM)
keys-new-pem-hint = RSA, 2048 bits ou plus. Laissez vide pour en faire créer une. Elle passe par ce serveur.
keys-new-public = Apporter les clés publiques de notre propre machine…
keys-new-public-label = Ce que « waypost agency-worker enroll » y a affiché
keys-new-public-hint = Seulement les moitiés publiques. L’autre personne compare l’empreinte de vive voix avant de confirmer. Pour le troisième choix.
keys-new = Créer les clés
keys-new-hint = Elles ne sont pas en service tant que l’autre personne ne les a pas confirmées.

# Phones with an old key
keys-phones-title = Téléphones avec une ancienne clé
keys-phones-lead = Ces téléphones portent un formulaire avec une clé qui a été remplacée. Demandez à leurs utilisateurs de se connecter et de mettre à jour leurs formulaires ; révoquez ceux qui sont perdus.
keys-phones-none = Aucun.
keys-phones-none-hint = Chaque téléphone a le nouveau formulaire, pour autant que ce serveur les ait vus le prendre.
keys-phones-caption = { $count } en tout, les plus longtemps absents d’abord
keys-phones-phone = Téléphone
keys-phones-form = Formulaire
keys-phones-fetched = Reçu
keys-phones-seen = Vu pour la dernière fois
keys-phones-never = jamais
keys-phones-back = Retour aux clés

# Steps in a key's life
keys-step-enable = Réactiver cette clé
keys-step-enable-what = Elle ouvre alors de nouveau, aussi ce qui est arrivé entre-temps.
keys-step-retire = La retirer maintenant
keys-step-retire-what = Elle se retire d’elle-même quand plus rien n’en a besoin. Avant cela, ce que les téléphones envoient encore avec elle attend.
keys-step-reopen = Ouvrir encore avec elle
keys-step-reopen-what = Elle ouvre alors ce que les téléphones ont encore envoyé avec elle.
keys-step-destroy = Détruire cette clé
keys-step-destroy-what = Sa partie privée est supprimée pour toujours, dès que l’autre personne est d’accord.
keys-step-destroy-asked = { $name } l’a demandé. Si une autre personne qui détient la clé est d’accord, sa partie privée est supprimée pour toujours.
keys-needed-carried = { $n ->
    [one] { $n } téléphone qui porte un formulaire avec elle
   *[other] { $n } téléphones qui portent un formulaire avec elle
}
keys-needed-unopened = { $n ->
    [one] { $n } envoi qui n’est pas ouvert
   *[other] { $n } envois qui ne sont pas ouverts
}
keys-needed-sealed = { $n ->
    [one] { $n } enregistrement scellé
   *[other] { $n } enregistrements scellés
}
keys-idle = { $n ->
    [one] après { $n } minute sans usage
   *[other] après { $n } minutes sans usage
}

# What was wrong
keys-wrong-again = Les deux phrases secrètes ne sont pas identiques. Saisissez-les de nouveau.
keys-wrong-compare = Comparez l’empreinte avec la personne qui a créé la clé, puis cochez la case.
keys-wrong-passphrase = Cette phrase secrète n’ouvre pas les clés. Vérifiez-la et réessayez.
keys-wrong-reason = Écrivez pourquoi la clé est désactivée.
keys-wrong-retire = Quelque chose a encore besoin de cette clé : écrivez pourquoi elle est retirée maintenant.

# Pendant le changement de clés
keys-progress-title = Où en est le changement de clés
keys-progress-what = Les anciennes clés continuent d’ouvrir jusqu’à ce que tout soit passé.
keys-progress-phones = { $done } téléphones sur { $all } ont le nouveau formulaire
keys-progress-records = { $done } enregistrements sur { $all } s’ouvrent avec la nouvelle clé
