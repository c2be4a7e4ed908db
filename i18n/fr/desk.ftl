# Préférences, annuler, absence.

desk-undo = Annuler cela
desk-idle = Rien n’a été fait ici depuis un moment. Dans une minute vous serez déconnecté, et ce qui est à moitié écrit sera perdu.
desk-idle-stay = Rester connecté
desk-preferences-title = Préférences
desk-preferences-what = Vous seul les voyez. Elles suivent votre compte, pas cet appareil.
desk-preferences-wrong = Choisissez parmi ce qui est proposé. Rien n’a été changé.
desk-preferences-keep = Enregistrer
desk-language-any = Comme le demande ce navigateur
desk-digits = Chiffres
desk-digits-hint = En arabe, pour les nombres et les heures. Les codes gardent 0 à 9.
desk-theme = Apparence
desk-theme-auto = Comme cet appareil est réglé
desk-theme-light = Clair
desk-theme-dark = Sombre
desk-theme-contrast = Noir sur blanc, traits forts
desk-zone = Fuseau horaire
desk-zone-hint = Les heures des pages y sont affichées.
desk-mail = Courriel
desk-mail-hint = Il dit que quelque chose attend, et si c’est urgent. Jamais quoi.
desk-mail-yes = M’écrire quand quelque chose m’attend
