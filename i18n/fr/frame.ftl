# What stands around every page.

frame-skip = Aller au contenu
frame-sign-out = Se déconnecter
frame-quick-exit = Sortie rapide
frame-menu = Menu principal
frame-language = Langue
frame-language-change = Changer
frame-who = { $role }, { $agency }

# The menu
frame-nav-home = Accueil
frame-nav-queue = File d’attente
frame-nav-cases = Dossiers
frame-nav-projects = Projets
frame-nav-keys = Clés
frame-nav-people = Personnes
frame-nav-agencies = Organisations
frame-nav-audit = Audit
frame-nav-stops = Urgence

# Pieces of several pages
frame-here = Vous êtes ici
frame-not-done = Pas encore fait.
frame-comma = { ", " }
frame-pager = Suite de cette liste
frame-pager-earlier = Plus haut dans la liste
frame-pager-further = Plus bas dans la liste
frame-locked-title = Le contenu est verrouillé
frame-locked-away = La partie de ce serveur qui ouvre le contenu ne répond pas : personne ne peut lire le contenu pour l’instant. Ce que les téléphones envoient est conservé. Rechargez cette page dans quelques minutes. Les heures et les états restent visibles.
frame-locked-holder = Les clés de votre organisation sont verrouillées : personne ne peut lire le contenu pour l’instant. Vous détenez une clé.
frame-locked-unlock = Déverrouiller les clés
frame-locked-ask = Les clés de votre organisation sont verrouillées : personne ne peut lire le contenu pour l’instant. Demandez à votre point focal ou à votre gestionnaire des données de les déverrouiller. Les heures et les états restent visibles.
frame-once-title = Lien pour { $name }
frame-once-only = Affiché une seule fois.
frame-once-give = Remettez-le vous-même à { $name }, ou par un message sûr. Il fonctionne une fois, jusqu’au { $moment }.
frame-nav-insight = Chiffres

# The menu of admins, coordination and records
frame-nav-pathway = Parcours
frame-nav-records = Archives
frame-nav-machines = Machines
frame-sub = À côté de cette page
frame-sub-directory = Annuaire
frame-sub-protocols = Protocoles
frame-sub-sites = Sites
frame-sub-retention = Conservation
frame-sub-certificates = Certificats
