# Signing in, choosing a password, the second factor.

entry-title = Connexion
entry-email = Adresse électronique
entry-password = Mot de passe
entry-sign-in = Se connecter
entry-no-password = Pas encore de mot de passe, ou oublié ? Demandez un nouveau lien au point focal de votre organisation.
entry-wrong = L’adresse ou le mot de passe est faux. Vérifiez les deux et réessayez.
entry-wrong-code = Ce code est faux, ou a déjà servi. Attendez que l’application affiche le suivant et saisissez celui-là. Après dix codes faux, attendez un quart d’heure.
entry-too-late = Le code est arrivé trop tard. Saisissez de nouveau l’adresse et le mot de passe.

# The second step
entry-step-title = Encore une étape
entry-step-what = Ouvrez sur votre téléphone l’application qui affiche vos codes, et saisissez les six chiffres qu’elle montre maintenant.
entry-code = Code
entry-phone-lost = Téléphone perdu ? Votre point focal, ou une autre personne de l’administration, peut vous rendre l’accès avec une deuxième personne.
entry-begin-again = Recommencer

# The one-time link
entry-welcome-title = Choisir un mot de passe
entry-welcome-hello = Bonjour { $name }. Ce lien fonctionne une seule fois. Choisissez un mot de passe à utiliser avec <strong>{ $email }</strong>.
entry-new-password = Nouveau mot de passe
entry-new-password-hint = Au moins { $least } caractères. Quatre ou cinq mots que vous seul assemblez conviennent bien.
entry-password-again = Le même mot de passe encore une fois
entry-save-password = Enregistrer le mot de passe
entry-welcome-hint = N’utilisez pas un mot de passe qui vous sert ailleurs. Personne ici ne vous le demandera jamais.
entry-password-differs = Les deux mots de passe ne sont pas identiques. Saisissez-les de nouveau.

# The second factor
entry-factor-title = Votre deuxième facteur
entry-factor-there = Vous en avez un : la connexion demande un code de votre téléphone.
entry-factor-remove-title = Le retirer
entry-factor-remove-how = Pour un nouveau téléphone : retirez-le ici, reconnectez-vous et installez-le sur le nouveau. Vous serez déconnecté partout.
entry-factor-code = Code que l’application affiche maintenant
entry-factor-remove = Retirer
entry-factor-why = Un mot de passe peut être vu ou deviné. Avec un deuxième facteur, la connexion demande aussi un code à six chiffres, qu’affiche une application sur votre propre téléphone. L’application n’a pas besoin de réseau.
entry-factor-required = Il vous le faut avant de continuer.
entry-factor-secret = Ne laissez personne d’autre le voir ni le photographier.
entry-factor-qr = Code QR pour votre application d’authentification
entry-factor-by-code = Avec le code QR
entry-factor-step-1 = Installez une application d’authentification sur votre téléphone, si vous n’en avez pas.
entry-factor-step-2 = Choisissez-y d’ajouter un compte, et dirigez l’appareil photo vers le code.
entry-factor-step-3 = Saisissez ci-dessous les six chiffres qu’elle affiche.
entry-factor-by-typing = En saisissant
entry-factor-type = Choisissez « basé sur l’heure » et saisissez :
entry-factor-confirm = Confirmer
entry-factor-anew = Recommencer avec un autre code
entry-factor-anew-title = Un autre code
entry-factor-anew-why = Si quelqu’un d’autre a vu ce code, ou si l’application ne l’accepte pas, recommencez : ce code ne fonctionne alors plus. Votre mot de passe montre que c’est bien vous.
entry-factor-set-up = L’installer
entry-factor-wrong-password = Le mot de passe est faux. Rien n’a été modifié.

# The one-time link does not work
entry-link-title = Ce lien ne fonctionne plus
entry-link-what = Il a déjà servi, ou son délai est passé.
entry-link-next = Si vous avez un mot de passe, connectez-vous avec lui. Sinon, demandez-en un nouveau à la personne qui vous l’a donné.
