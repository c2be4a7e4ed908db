# The referral pathway.

pathway-title = Parcours
pathway-lead = Quelles réponses demandent quel service, avec quelle urgence, et ce que voit qui le reçoit. Deux personnes de la coordination signent une version ; elle commence alors à sa date.
pathway-next = { $count ->
    [one] { $count } version attend des signatures
   *[other] { $count } versions attendent des signatures
}
pathway-next-do = Ouvrez-la, regardez ses tableaux, comptez ce qu’elle changerait, puis signez. La première personne qui signe ne peut pas être la deuxième.
pathway-propose = Proposer une version
pathway-versions = Versions
pathway-none = Aucune version n’a encore été proposée.
pathway-none-hint = Celle qui est venue avec le programme est en vigueur. Pour la changer, proposez une version qui commence par elle.
pathway-caption = Proposition la plus récente d’abord
pathway-version = Version
pathway-standing = État
pathway-starts = En vigueur dès
pathway-proposed = Proposée
pathway-signed = Signée par
pathway-nobody = Personne pour l’instant
pathway-somebody = Une personne d’une autre organisation
pathway-from-the-start = Dès le début
pathway-shipped = Venue avec le programme
pathway-shipped-signed = Pas de signature nécessaire
pathway-shipped-means = Cette version est venue avec le programme. Elle est en vigueur jusqu’à ce qu’une autre commence.
pathway-state-proposed = Proposée : deux signatures manquent
pathway-state-once = Une signature manque
pathway-state-coming = Signée : commence à sa date
pathway-state-in-force = En vigueur
pathway-state-past = Remplacée
pathway-how = Où elle en est
pathway-print = Ce qui est signé (SHA-256)
pathway-you-signed = Vous avez signé. Une autre personne de la coordination doit signer aussi.
pathway-sign-means = Avec deux signatures, cette version décide dès sa date où vont les nouvelles demandes. Elle commence au plus tôt une minute après la deuxième signature.
pathway-sign = Signer cette version
pathway-trial = Compter ce qu’elle changerait
pathway-trial-means = Regarde ce qui a été reçu ces 90 derniers jours et interroge cette version et celle en vigueur. Vous voyez des nombres, jamais quel dossier. Rien n’est changé.
pathway-trial-title = Ce qu’elle aurait changé ces 90 derniers jours
pathway-trial-cases = Dossiers regardés
pathway-trial-changed = Dossiers qui iraient autrement
pathway-trial-locked = { $count ->
    [one] Les clés de { $count } organisation sont verrouillées : ses dossiers n’ont pas été regardés.
   *[other] Les clés de { $count } organisations sont verrouillées : leurs dossiers n’ont pas été regardés.
}
pathway-trial-nothing = Pour aucun service le changement ne serait assez grand pour être dit.
pathway-trial-caption = Par service, en dossiers
pathway-trial-few = Les nombres en dessous de cinq ne sont pas dits, même zéro. Les services où trop peu change manquent.
pathway-few = moins de 5
pathway-service = Service
pathway-more = Nouvellement demandé
pathway-fewer = Plus demandé
pathway-sooner = Plus tôt
pathway-later = Plus tard
pathway-begin = En proposer une qui commence par celle-ci
pathway-tables = Ses tableaux
pathway-download = Télécharger { $file }
pathway-rows = { $count ->
    [one] { $count } ligne
   *[other] { $count } lignes
}
pathway-propose-lead = Changez les tableaux dans un tableur, envoyez-les ici et voyez aussitôt ce qui ne va pas. Une proposition ne change rien avant que deux personnes la signent.
pathway-faults = Ce qui ne va pas
pathway-faults-caption = Dans l’ordre des tableaux
pathway-faults-more = { $count ->
    [one] et { $count } autre
   *[other] et { $count } autres
}
pathway-file = Fichier
pathway-row = Ligne
pathway-column = Colonne
pathway-wrong = Ce qui est faux
pathway-step-files = 1. Prendre les tableaux
pathway-begin-with = Commencer par la version
pathway-begin-show = Prendre celle-ci
pathway-step-files-do = Téléchargez ce que vous voulez changer et enregistrez-le de nouveau en CSV.
pathway-step-send = 2. Envoyer ce que vous avez changé
pathway-table-facts = ce qui peut être su de quelqu’un
pathway-table-services = quels services existent
pathway-table-templates = ce que voit chaque destinataire, et pourquoi
pathway-table-rules = ce qui demande quel service
pathway-table-cases = exemples qui doivent donner le bon résultat
pathway-label = Nom de la version
pathway-label-hint = Par exemple « 2027-01 ». Seulement lettres, chiffres, et - _ .
pathway-starts-hint = Dès le début de ce jour, une fois que deux personnes ont signé.
pathway-kept = Ce que vous laissez vide reste comme dans la version { $version }.
pathway-upload = Envoyer { $file }
pathway-paste = Ou coller { $file }
pathway-check = Vérifier et proposer
pathway-check-hint = Ses propres exemples sont d’abord calculés. Si l’un donne autre chose, rien n’est gardé.
pathway-wrong-tables = Les tableaux ne vont pas ensemble. Voyez ci-dessous, corrigez-les et envoyez-les de nouveau.
pathway-wrong-file = { $file } est trop grand ou n’est pas un texte en UTF-8.
pathway-wrong-day = Choisissez un jour.
pathway-wrong-no-label = Donnez un nom à la version.
pathway-wrong-label = Seulement lettres, chiffres, et - _ . , 60 au plus, et pas le nom de la version venue avec le programme.
pathway-wrong-taken = Une autre version porte ce nom.
