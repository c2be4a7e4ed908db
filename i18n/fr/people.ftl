# People.

people-title = Personnes
people-list = Qui peut se connecter
people-none = Personne encore.
people-none-hint = Invitez la première personne ci-dessous.
people-caption = Comptes, par nom
people-person = Personne
people-role = Rôle
people-last = Dernière connexion
people-state = État
people-never = Jamais
people-account-active = Actif
people-account-invited = Invité : pas encore de mot de passe
people-account-disabled = Désactivé
people-reset = Nouveau lien
people-for = pour { $name }
people-disable-more = Désactiver…
people-disable-what = { $name } est immédiatement déconnecté et ne peut plus se connecter.
people-disable = Oui, désactiver
people-invite-title = Inviter une personne
people-name = Nom
people-email = Adresse électronique de travail
people-agency = Organisation
people-agency-none = Aucune (administration ou audit)
people-invite = Créer le lien d’invitation
people-invite-hint = Aucun message n’est envoyé. Vous recevez un lien à remettre.
people-wrong-role = Choisissez un rôle.
people-wrong-taken = Quelqu’un a déjà cette adresse ici.
people-wrong-email = Ce n’est pas une adresse électronique.

# Certifying, searching, what roles are for
people-search = Nom ou courriel
people-search-do = Chercher
people-search-all = Afficher tout le monde
people-search-none = Personne ici n’a ce nom ou cette adresse.
people-certified = Peut lire les entretiens approfondis jusqu’à
people-certified-over = Certification finie : former de nouveau
people-certify-more = Certifier…
people-certify-means = Après la formation, cette personne peut lire les entretiens approfondis de ses dossiers pendant douze mois. Votre nom reste à côté dans l’audit.
people-certify = Oui, pour douze mois
people-does-admin = Fait tourner ce serveur, ne lit aucun contenu
people-does-supervisor = Décide comme deuxième personne, lit les dossiers de son organisation
people-does-caseworker = Travaille aux dossiers et répond aux demandes
people-does-focal-point = Invite des personnes, détient des clés, répond aux demandes
people-does-data-manager = Détient des clés, prépare des formulaires
people-does-auditor = Lit qui a fait quoi, jamais le contenu
people-does-coordination = Signe le parcours et les protocoles
