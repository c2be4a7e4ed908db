# The own account: who one is, where one is signed in, passkeys.

account-title = Votre compte
account-email = Adresse électronique
account-role = Rôle
account-agency = Organisation
account-preferences = Langue, apparence et courriels
account-factors = Comment vous prouvez que c’est vous
account-password-go = Choisir un autre mot de passe
account-password = Un autre mot de passe
account-password-what = Une fois changé, vous êtes déconnecté partout, ici aussi. Connectez-vous de nouveau avec le nouveau.
account-password-now = Le mot de passe que vous avez maintenant
account-app = Application à codes
account-app-there = Installée.
account-app-none = Non installée.
account-app-go = Application à codes
account-passkeys = Clés d’accès
account-passkeys-count = { $count ->
    [0] Aucune.
    [one] { $count } clé d’accès.
   *[other] { $count } clés d’accès.
}
account-passkeys-go = Voir et ajouter des clés d’accès
account-no-factor = Un mot de passe seul peut être vu ou deviné. Installez une application à codes, ou une clé d’accès.
account-no-app = Installez aussi une application à codes : il vous la faut là où une clé d’accès ne marche pas, et si vous la perdez.

# Where one is signed in
account-sessions = Où vous êtes connecté
account-sessions-what = Chaque ligne est un navigateur ou un programme. Seule la sorte de navigateur est gardée, jamais une adresse.
account-sessions-caption = Vos sessions, la dernière utilisée d’abord
account-with = Avec
account-with-browser = { $browser }
account-with-program = Un programme ({ $browser })
account-begun = Connexion
account-used = Dernière utilisation
account-do = Ce que vous pouvez faire
account-this = Celle-ci
account-this-out = Déconnectez-vous avec le bouton en haut.
account-end = La terminer
account-end-which = commencée { $moment }
account-end-others = Terminer toutes les autres
account-not-yours = Quelque chose ici n’est pas vous ? Terminez toutes les autres, choisissez un autre mot de passe et prévenez votre point focal.
account-only-here = Vous n’êtes connecté nulle part ailleurs.
account-only-here-hint = Quand vous vous connectez sur une autre machine, elle apparaît ici, et vous pouvez y mettre fin d’ici.

# When one was here last
account-last = Votre connexion précédente : { $moment }, avec { $browser }.
account-last-wrong = { $count ->
    [one] { $count } mot de passe ou code faux a été essayé depuis. Si ce n’était pas vous, choisissez un autre mot de passe.
   *[other] { $count } mots de passe ou codes faux ont été essayés depuis. Si ce n’était pas vous, choisissez un autre mot de passe.
}
account-last-see = Voir où vous êtes connecté

# Passkeys
account-passkeys-why = Une clé d’accès est gardée par votre appareil. Vous la déverrouillez avec le doigt, le visage ou le code de l’appareil, et aucune autre page ne peut la demander en notre nom. La connexion demande toujours d’abord votre mot de passe.
account-passkeys-there = Vos clés d’accès
account-passkeys-none = Vous n’en avez pas encore.
account-passkeys-none-hint = Ajoutez-en une ci-dessous, sur l’appareil que vous utilisez le plus.
account-passkeys-caption = Clés d’accès, la première ajoutée d’abord
account-passkey-name = Nom
account-passkey-added = Ajoutée
account-passkey-unused = Jamais
account-passkey-remove-more = Retirer…
account-passkey-remove-what = Elle ne vous connectera plus, et vous serez déconnecté partout. Supprimez-la aussi sur votre appareil.
account-passkey-remove = Oui, retirer
account-passkey-add-title = Ajouter une clé d’accès
account-passkey-call = Comment vous l’appelez
account-passkey-add = Ajouter une clé d’accès
account-passkey-add-hint = Votre navigateur vous demande la suite. Vous serez déconnecté partout ailleurs.
account-passkey-no-scripts = Les clés d’accès ont besoin de scripts, que ce navigateur n’exécute pas. Utilisez plutôt une application à codes.
account-passkey-not-here = Les clés d’accès ne marchent pas à cette adresse. Utilisez une application à codes.
account-passkey-not-made = Votre navigateur n’a pas fait de clé d’accès. Réessayez, ou utilisez une application à codes.
account-passkey-not-taken = Cette clé d’accès n’a pas été acceptée. Réessayez ; si cela continue, utilisez un code ou demandez à votre point focal.
account-passkey-wrong-name = Donnez-lui un nom de 1 à 40 caractères.
account-passkey-only-one = C’est votre seul deuxième facteur, et il vous en faut un. Installez d’abord une application à codes.
account-passkey-use-title = Avec votre clé d’accès
account-passkey-use = Appuyez sur le bouton et déverrouillez la clé d’accès comme votre appareil le demande.
account-passkey-use-no-scripts = Ce navigateur n’exécute pas de scripts et ne peut donc pas demander votre clé d’accès. Utilisez un code, ou un autre navigateur.
account-passkey-show = Utiliser votre clé d’accès
account-passkey-or-code = Ou avec un code
account-passkey-not-here-now = Votre compte a des clés d’accès, qui ne marchent pas à cette adresse. Ouvrez l’adresse où vous les avez ajoutées.

# Where others are let in again
account-recoveries = Collègues qui ont perdu l’accès
