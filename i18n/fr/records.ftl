# What is kept and what was destroyed.

records-retention-title = Conservation
records-retention-lead = Ce qui est trop ancien est détruit selon les règles. Deux personnes peuvent garder un envoi plus longtemps, pour un tribunal, ou le faire effacer avant.
records-waiting = { $count ->
    [one] { $count } ordre attend une deuxième personne
   *[other] { $count } ordres attendent une deuxième personne
}
records-waiting-do = Regardez d’abord l’envoi, puis donnez votre accord ou laissez.
records-due = Ce que les règles détruisent dans la semaine
records-due-nothing = { $count ->
    [one] { $count } premier entretien resté sans suite, { $days } jours après son ouverture
   *[other] { $count } premiers entretiens restés sans suite, { $days } jours après leur ouverture
}
records-due-open = { $count ->
    [one] { $count } premier entretien que personne n’a suivi, après { $days } jours
   *[other] { $count } premiers entretiens que personne n’a suivis, après { $days } jours
}
records-due-original = { $count ->
    [one] { $count } original d’un téléphone, { $days } jours après son ouverture ; ce qui en a été scellé reste
   *[other] { $count } originaux des téléphones, { $days } jours après leur ouverture ; ce qui en a été scellé reste
}
records-due-none = Rien dans la semaine.
records-due-hint = Un maintien garde ce qu’il couvre. Chaque destruction laisse un certificat.
records-orders = Ordres
records-orders-none = Personne n’a rien ordonné.
records-orders-none-hint = Ouvrez un envoi et choisissez « Garder ou effacer » pour en demander un.
records-look = Regarder et décider
records-hold = Maintien légal : le garder
records-erase = L’effacer
records-submission = Envoi
records-because = Pourquoi
records-asked = Demandé par
records-agreed = D’accord
records-until = Jusqu’à
records-standing-waits = Attend une deuxième personne
records-standing-lifted = Levé
records-standing-over = Son temps est passé
records-standing-holds = Gardé
records-standing-ordered = Effacé ou sur le point de l’être
records-one-title = Garder ou effacer
records-one-lead = Une personne demande, une autre est d’accord. Les deux noms et raisons restent dans l’audit.
records-take-back = Le retirer
records-lift = Lever le maintien
records-mine = Vous l’avez demandé. Une autre personne, responsable ou gestionnaire des données, doit être d’accord.
records-hold-means = Il est gardé jusqu’au jour choisi, quoi que disent les règles. Cela vaut dès qu’une deuxième personne est d’accord.
records-hold-ask = Demander le maintien
records-hold-agree-means = Une autre personne a demandé ce maintien. Avec votre accord, il vaut jusqu’au jour demandé.
records-hold-agree = D’accord pour le garder
records-why-agree = Pourquoi vous êtes d’accord
records-erase-means = Les clés sont détruites, puis ce qui était scellé, puis ses fichiers. Personne ne peut plus le lire, et aucune sauvegarde des clés ne l’ouvre ici. C’est fait dès qu’une deuxième personne est d’accord.
records-erase-ask = Demander l’effacement
records-erase-agree-means = Une autre personne l’a demandé. Si vous êtes d’accord, c’est effacé aussitôt et ne peut pas revenir.
records-erase-agree = D’accord : l’effacer maintenant
records-reason-hint = Rien sur une personne : l’audit le garde.
records-wrong-until = Choisissez un jour à venir.
records-wrong-reason = Écrivez pourquoi.
records-certificates-title = Certificats de destruction
records-certificates-lead = Ce qui a été détruit, quand et pourquoi, signé par ce serveur. Jamais ce que cela disait.
records-whose = De qui
records-not-yours = Les certificats sont lus par les personnes d’une organisation et par l’audit.
records-not-yours-hint = Demandez-leur une copie imprimée.
records-certificates-none = Rien n’a encore été détruit.
records-certificates-none-hint = Le serveur cherche chaque heure ce qui est trop ancien.
records-newest = Le plus récent d’abord, 500 au plus
records-when = Quand
records-cause = Pourquoi
records-things = Envois ou fiches
records-cause-ordered = Ordonné par deux personnes
records-cause-without-result = Premier entretien resté sans suite
records-cause-not-followed = Premier entretien que personne n’a suivi
records-cause-declined = Fiche d’une demande non reprise
records-cause-delivered = Fiche d’un service rendu
records-cause-original = Original du téléphone ; ce qui est scellé reste
records-cause-other = Une autre raison
records-certificate-title = Certificat de destruction
records-of = Organisation
records-wraps = Clés détruites
records-files = Grands fichiers supprimés
records-order = Ordre
records-number = Certificat
records-signature = Signature
records-signature-holds = La signature est juste
records-signature-wrong = La signature n’est pas juste
records-signature-unknown = Pas vérifié : la clé de ce serveur n’est pas connue
records-public = Clé qui signe
records-signature-hint = Comparez la clé avec celle notée ailleurs à l’installation de ce serveur.
