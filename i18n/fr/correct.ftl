# Correcting a submission by hand.

correct-link = Corriger des réponses
correct-title = Corriger un envoi
correct-lead = Ne changez que ce qui a été mal noté. La version précédente reste telle quelle, et qui lit les réponses voit qu’elles ont été corrigées.
correct-part = Partie { $n } sur { $all }
correct-changed = { $count ->
    [0] rien n’a encore changé
    [one] { $count } réponse changée jusqu’ici
   *[other] { $count } réponses changées jusqu’ici
}
correct-empty = Sans réponse
correct-most = { $count ->
    [one] { $count } caractère au plus.
   *[other] { $count } caractères au plus.
}
correct-gates = Le formulaire ne pose d’autres questions que pour certaines réponses à celle-ci. Ce qu’il n’a pas demandé ne peut pas être ajouté ici.
correct-kept = { $count ->
    [one] { $count } réponse d’ici ne se change pas à la main
   *[other] { $count } réponses d’ici ne se changent pas à la main
}
correct-next = Partie suivante
correct-back = Partie précédente
correct-review = Voir les changements
correct-unsaved = Ce que vous changez n’est gardé que dans ces pages. Si vous les quittez avant l’envoi, c’est perdu.
correct-none = Rien dans cet envoi ne se corrige à la main.
correct-none-hint = Remplissez de nouveau le formulaire sur un téléphone, comme correction, ou écrivez un commentaire.

# Why an answer is kept
correct-kept-meta = Dit ce qu’est l’envoi, pas ce que quelqu’un a répondu.
correct-kept-worked-out = Calculé par le téléphone.
correct-kept-feeds = Le téléphone en calcule autre chose. Remplissez de nouveau le formulaire sur un téléphone, comme correction.
correct-kept-read-only = Le formulaire ne laisse personne écrire ici.
correct-kept-file = Un fichier. Pour le remplacer, renvoyez le formulaire depuis un téléphone.
correct-kept-consent = Cela fait partie de ce que la personne a accepté. On le change dans le dossier, avec la personne.
correct-kept-case = Dit à quel dossier cet envoi appartient.
correct-kept-check = Le formulaire le vérifie d’une façon que seul un téléphone connaît.
correct-kept-asking = Seul un téléphone peut poser cette question.

# What is wrong with an answer
correct-wrong = Certaines réponses ne peuvent pas être notées ainsi. Regardez celles qui sont marquées.
correct-wrong-empty = Le formulaire veut une réponse ici.
correct-wrong-too-long = { $count ->
    [one] Écrivez { $count } caractère au plus.
   *[other] Écrivez { $count } caractères au plus.
}
correct-wrong-too-short = { $count ->
    [one] Écrivez au moins { $count } caractère.
   *[other] Écrivez au moins { $count } caractères.
}
correct-wrong-whole = Écrivez un nombre entier, par exemple 12.
correct-wrong-number = Écrivez un nombre, par exemple 12.5.
correct-wrong-small = Écrivez { $least } ou plus.
correct-wrong-large = Écrivez { $most } ou moins.
correct-wrong-date = Écrivez une date, par exemple 2026-11-23.
correct-wrong-future = Cette date est à venir. Écrivez une date passée.
correct-wrong-choice = Choisissez une des réponses du formulaire.
correct-wrong-alone = Une de ces réponses va seule. Enlevez les autres, ou celle-là.

# Before it is sent
correct-changes-title = Ce qui change
correct-changes = { $count ->
    [one] Cette réponse change. Tout le reste reste tel quel.
   *[other] Ces { $count } réponses changent. Tout le reste reste tel quel.
}
correct-changes-caption = Avant et après
correct-question = Question
correct-before = Avant
correct-after = Après
correct-no-changes = Vous n’avez encore rien changé.
correct-no-changes-hint = Revenez aux réponses, ou quittez cette page : rien ne se passe alors.
correct-reason = Pourquoi le corriger ?
correct-reason-hint = L’audit garde ce mot, et rien des réponses.
correct-reason-missing = Choisissez pourquoi c’est corrigé.
correct-reason-slip = On a écrit ou coché autre chose que prévu
correct-reason-person = La personne a dit que ce n’est pas cela
correct-reason-misunderstood = La question ou la réponse a été mal comprise
correct-reason-translation = C’était mal traduit
correct-reason-checked = Deux formulaires se contredisaient, et cela a été vérifié
correct-then = La correction suit le chemin de tout envoi : elle est ouverte et évaluée de nouveau, et des orientations peuvent en suivre. Une autre personne doit l’approuver.
correct-send = Envoyer la correction
correct-more = Revenir aux réponses

# Why it is not corrected by hand
correct-no-meanwhile = L’envoi a été corrigé entre-temps. Ouvrez la version qui compte maintenant, et corrigez celle-là si besoin.
correct-no-unopened = L’envoi n’est pas encore ouvert. Corrigez-le quand ses réponses pourront être lues.
correct-no-consent = Ce que quelqu’un a accepté ne se corrige pas ainsi. Confirmez, demandez ou retirez un consentement dans le dossier, ou remplissez de nouveau le formulaire avec la personne.
correct-no-nothing = Aucune réponse n’a été changée.
correct-no-answer = Une des réponses ne se change pas à la main, ou pas ainsi. Recommencez depuis l’envoi.
correct-no-key = Cette version du formulaire n’a plus de clé en usage. Remplissez sa version actuelle sur un téléphone.
correct-no-closed = Le formulaire est fermé. Il faut le rouvrir avant de corriger quoi que ce soit.
correct-no-elsewhere = Les clés de votre organisation sont sur sa propre machine, où les corrections à la main ne se font pas encore. Remplissez de nouveau le formulaire sur un téléphone, comme correction.
correct-no-files = Un de ses fichiers ne peut pas être lu maintenant, et une correction sans lui le perdrait. Réessayez plus tard.
correct-no-encrypted = Les envois de ce formulaire sont chiffrés. Corrigez-les sur leur page, ou sur un téléphone.
