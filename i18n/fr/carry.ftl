# Quels téléphones portent quoi.

carry-title = Téléphones avec ce formulaire
carry-lead = D’après ce que ce serveur les a vus télécharger. Un téléphone prend la nouvelle version quand on y actualise les formulaires, ou de lui-même.
carry-none = Aucun téléphone n’a téléchargé ce formulaire.
carry-none-hint = Publiez-le, donnez-le à des téléphones, et faites-y actualiser les formulaires.
carry-old = { $old } sur { $all } ont une version plus ancienne.
carry-caption = Versions anciennes d’abord
carry-since = Depuis
carry-newest = La plus récente
carry-older = Plus ancienne
carry-phone-title = Téléphone
carry-carries = Formulaires présents
carry-carries-none = Il n’a encore téléchargé aucun formulaire.
carry-carries-none-hint = Ouvrez-y ODK Collect et prenez les formulaires vierges.
carry-carries-caption = Versions qu’il porte, les anciennes d’abord
carry-may = Formulaires qu’il peut avoir
carry-may-legend = Lui donner
carry-may-hint = Ce qu’il a déjà téléchargé y reste jusqu’à l’actualisation de ses formulaires.
carry-every = Tous les formulaires de ce projet, aussi ceux à venir
carry-every-short = Tous
carry-save = Enregistrer
carry-count = { $count ->
    [one] { $count } formulaire
   *[other] { $count } formulaires
}
carry-count-old = { $count ->
    [one] { $count } ancien
   *[other] { $count } anciens
}

# Qui peut avoir quoi
carry-access-title = Accès aux formulaires
carry-access-go = Accès : quel téléphone peut avoir quel formulaire
carry-access-lead = Cochez ce que chaque téléphone peut avoir. « Tous » vaut aussi pour les formulaires à venir.
carry-access-none = Il n’y a pas de téléphones en service, ou pas de formulaires.
carry-access-none-hint = Ajoutez un téléphone, chargez un formulaire.
carry-access-caption = Téléphones et formulaires
