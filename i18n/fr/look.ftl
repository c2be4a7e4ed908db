# Ce qu’un formulaire demande, et ce qui diffère.

look-title = Aperçu d’un formulaire
look-lead = Ce que le téléphone demande, dans l’ordre. Les conditions sont à côté de ce qu’elles montrent ou cachent ; rien n’est calculé ici.
look-language = Langue
look-show = Afficher
look-none = Cette version ne demande rien.
look-required = réponse obligatoire
look-repeats = Peut être rempli plusieurs fois.
look-again = Suite.
look-shown-if-is = Affiché seulement si « { $question } » est « { $answer } ».
look-shown-if = Affiché seulement si { $code }
look-constraint = La réponse doit satisfaire { $code }
look-message = Sinon le téléphone dit : « { $message } »
look-file = Avec le fichier { $name }
look-part = Page { $part } sur { $parts }
look-previous = Page précédente
look-next = Page suivante
look-more = { $count ->
    [one] et { $count } autre choix
   *[other] et { $count } autres choix
}
look-calculated = { $count ->
    [one] { $count } valeur est calculée sans être demandée.
   *[other] { $count } valeurs sont calculées sans être demandées.
}
look-version-draft = { $version } : brouillon, enregistré le { $moment }
look-version-current = { $version } : sur les téléphones depuis le { $moment }
look-version-before = { $version } : publié le { $moment }

# Différences
look-changes-title = Différences entre versions
look-changes-first = Il n’y a rien à quoi comparer.
look-changes-first-hint = C’est la seule version jusqu’ici.
look-from = De
look-to = À
look-compare = Comparer
look-same = Rien ne diffère.
look-same-hint = Les deux versions demandent la même chose avec les mêmes mots.
look-form = Le formulaire lui-même
look-added = Ajouté
look-gone = Disparu
look-changed = Changé
look-changed-caption = Questions qui sont dans les deux et diffèrent
look-question = Question
look-what = Quoi
look-before-after = Avant, maintenant
look-required-yes = réponse obligatoire
look-required-no = peut être omis
look-changes-more = { $count ->
    [one] { $count } autre différence n’a pas trouvé place ici. Comparez les aperçus.
   *[other] { $count } autres différences n’ont pas trouvé place ici. Comparez les aperçus.
}
look-aspect-title = Titre
look-aspect-stage = Étape du travail
look-aspect-languages = Langues
look-aspect-files = Fichiers
look-aspect-label = Libellé
look-aspect-hint = Indication
look-aspect-type = Ce qui est demandé
look-aspect-choices = Choix
look-aspect-required = Obligatoire
look-aspect-relevant = Quand elle s’affiche
look-aspect-constraint = Ce qu’une réponse doit satisfaire
look-aspect-calculation = Comment elle est calculée
look-aspect-class = Classe de données
look-aspect-fact = Nom du fait
