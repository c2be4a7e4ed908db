# Words of closed sets: the set's name, then the word.

# Roles
role-admin = Administration
role-supervisor = Responsable
role-caseworker = Gestionnaire de cas
role-focal_point = Point focal
role-data_manager = Gestionnaire des données
role-auditor = Audit
role-coordination = Coordination

# Urgencies
urgency-u0 = Immédiat
urgency-u1 = Urgence vitale
urgency-u2 = Urgent
urgency-u3 = Normal

# Kinds of agencies
agency-kind-ngo = Organisation non gouvernementale
agency-kind-un = Nations Unies, internationale
agency-kind-government = Autorités
agency-kind-police = Police ou parquet
agency-kind-military = Armée
agency-kind-camp_management = Qui gère un site
agency-kind-health_facility = Centre de santé ou hôpital
agency-kind-community = Communauté
agency-kind-other = Autre

# States of submissions, and what to do
submission-state-waiting_media = En attente de fichiers
submission-state-waiting_media-next = Des fichiers sont encore sur le téléphone. Demandez à la personne qui l’utilise de se connecter et de renvoyer. Rien n’est perdu tant que le téléphone garde sa copie.
submission-state-received = Reçu
submission-state-received-next = Il sera ouvert dans un instant. Rien à faire.
submission-state-waiting_key = En attente de la clé
submission-state-waiting_key-next = Une personne qui détient une clé doit déverrouiller les clés de l’organisation, ou rouvrir la clé retirée pour laquelle il a été écrit. Ensuite il s’ouvre de lui-même.
submission-state-key_disabled = Clé désactivée
submission-state-key_disabled-next = La clé pour laquelle il a été écrit est désactivée. Si une personne qui détient une clé la réactive, il s’ouvre de lui-même ; sinon, demandez à la personne qui utilise le téléphone de reprendre le formulaire et de le remplir à nouveau.
submission-state-key_unknown = Clé absente d’ici
submission-state-key_unknown-next = La clé pour laquelle il a été écrit n’est pas ici, ou a été détruite. Demandez à la personne qui utilise le téléphone de reprendre le formulaire et de le remplir à nouveau. Si l’organisation a une copie de la clé, il peut être ouvert hors ligne.
submission-state-stopped = Arrêté
submission-state-stopped-next = Un arrêt d’urgence est en vigueur. Il s’ouvre de lui-même une fois l’arrêt levé par une personne qui détient une clé.
submission-state-damaged = Endommagé
submission-state-damaged-next = Il n’a pas pu être ouvert, ou n’est pas complet et intact. Demandez à la personne qui utilise le téléphone d’y garder la copie. Puis réessayez.
submission-state-sealed = Ouvert et scellé
submission-state-sealed-next = Rien à faire.
submission-state-erased = Effacé
submission-state-erased-next = Il a été effacé ; il n’en reste rien. Un certificat dit quand et pourquoi.

# States of forms, and what they mean
form-state-open = Ouvert
form-state-open-next = Les téléphones peuvent le recevoir et envoyer.
form-state-closing = En cours de fermeture
form-state-closing-next = Les nouveaux téléphones ne peuvent pas le recevoir. Ceux qui l’ont peuvent encore envoyer.
form-state-closed = Fermé
form-state-closed-next = Les téléphones ne peuvent ni le recevoir ni envoyer.

# What keys are for
key-purpose-collection = Clé de collecte
key-purpose-collection-next = Les téléphones verrouillent chaque envoi avec elle.
key-purpose-cases = Clé des dossiers
key-purpose-cases-next = Les dossiers et les orientations sont scellés avec elle.
key-purpose-identity = Clé d’identité
key-purpose-identity-next = Les noms et les contacts sont scellés avec elle.
key-purpose-worker = Clé de la machine de l’organisation
key-purpose-worker-next = La machine signe avec elle ce qu’elle demande à ce serveur.

# States of keys
key-state-pending = En attente de la deuxième personne
key-state-active = En service
key-state-retiring = Remplacée : ouvre encore ce que les téléphones envoient avec elle
key-state-retired = Retirée : n’ouvre rien
key-state-destroyed = Détruite
key-state-disabled = Désactivée

# How keys are kept
custody-unattended = Gardée par ce serveur : ouvre jour et nuit
custody-passphrase = Sous une phrase secrète : n’ouvre que déverrouillée
custody-agency = Sur la machine de l’organisation : ce serveur ne l’a jamais

# Stages
stage-context = Analyse du site
stage-screen = Premier entretien
stage-consent = Consentement
stage-verify = Entretien
stage-intake = Ouverture du dossier
stage-id = Identité
stage-safety = Plan de sécurité
stage-needs = Besoins et plan
stage-refer = Orientation
stage-feedback = Retour
stage-follow = Suivi
stage-close = Clôture
stage-incident = Incident de sécurité
stage-provider = Répertoire des prestataires
stage-rights = Demande relative aux droits

# Services
service-protection_cm = Gestion de cas de protection
service-safe_shelter = Hébergement sûr
service-medical = Soins de santé
service-cmr = Soins de santé urgents
service-mhpss = Santé mentale et soutien
service-legal = Conseil juridique
service-law_enforcement = Police et parquet
service-child_protection = Protection de l’enfance
service-gbv = Gestion de cas de VBG
service-tracing = Recherche de la famille
service-documentation = Documents d’état civil
service-livelihoods = Moyens de subsistance, formation, aide en espèces
service-education = Éducation
service-basic_needs = Besoins essentiels
service-return_reintegration = Retour et réintégration
service-asylum_unhcr = Asile et protection des réfugiés
service-migrant_iom = Aide aux migrants
service-reintegration_armed = Réintégration
service-security = Point focal sécurité
service-prevention = Information et prévention
service-sea_channel = Canal indépendant
service-review = Examen par le responsable
service-data_officer = Délégué à la protection des données

# Where a referral stands
referral-state-draft = En préparation
referral-state-held = Retenu ici : pas partagé
referral-state-sent = Nouvelle
referral-state-seen = Vue
referral-state-info_requested = Question posée
referral-state-accepted = Acceptée
referral-state-in_progress = En cours
referral-state-delivered = Service fourni
referral-state-closed = Clôturée
referral-state-declined = Refusée
referral-state-recalled = Rappelée
referral-state-expired = Sans réponse à temps
referral-state-unplaced = Plus personne
referral-state-person_declined = La personne a choisi autre chose
referral-state-sent-sender = Pas encore vue
referral-state-seen-sender = Vue, sans réponse
referral-state-info_requested-sender = Attend votre réponse
referral-state-expired-sender = Sans réponse ; la suivante a été sollicitée
referral-state-unplaced-sender = Plus personne à solliciter

# Why an agency declines
decline-reason-no_capacity = Nous n’avons pas de place en ce moment
decline-reason-not_eligible = La personne ne peut pas recevoir notre service
decline-reason-wrong_area = Hors de notre zone
decline-reason-wrong_service = Pas notre service
decline-reason-conflict_of_interest = Conflit d’intérêts
decline-reason-safety = Nous ne pouvons pas le faire en sécurité
decline-reason-no_consent_for_data_needed = Nous devons en savoir plus que ce qui a été accepté
decline-reason-duplicate = Nous connaissons déjà cette personne
decline-reason-other = Une autre raison

# What a receiver asks
question-still_wanted = La personne le souhaite-t-elle encore ?
question-contact_still_safe = Le moyen de contact convenu est-il encore sûr ?
question-can_travel = La personne peut-elle venir chez nous ?
question-may_bring_somebody = Une personne de confiance peut-elle l’accompagner ?
question-needs_interpreter = Faut-il un interprète ?
question-needs_access = La personne a-t-elle besoin d’aide pour entrer ou se déplacer ?
question-comes_with_dependants = Vient-elle avec des personnes à sa charge ?
question-can_wait_a_day = Cela peut-il attendre un jour ?

# What an owner answers
reply-yes = Oui
reply-no = Non
reply-not_known = Nous ne savons pas et ne pouvons pas le demander en sécurité maintenant
reply-not_to_be_told = La personne ne veut pas que cela soit dit

# What a service came to
service-outcome-whole = Tout ce qui était convenu
service-outcome-partly = Une partie
service-outcome-ongoing = Cela continue
service-outcome-ended_early = Cela s’est terminé plus tôt

# Why a referral is taken back
recall-reason-withdrawn = La personne a retiré son consentement
recall-reason-sent_in_error = Elle n’aurait pas dû être envoyée
recall-reason-safety = Ce ne serait pas sûr là-bas
recall-reason-not_needed = Elle n’est plus nécessaire
recall-reason-other = Une autre raison

# What a receiver says after it was taken back
statement-nothing_kept = Nous n’avons rien gardé hors de ce système
statement-destroyed = Nous avons détruit ce que nous avions gardé
statement-kept_by_law = La loi nous oblige à garder quelque chose

# For what contact is opened
purpose-first_contact = Pour rencontrer la personne une première fois
purpose-service = Pour fournir le service
purpose-safety = Pour vérifier que la personne est en sécurité
purpose-follow_up = Pour savoir comment cela s’est passé

# Review of submissions
review-state-received = Reçu
review-state-hasissues = Pose problème
review-state-edited = Modifié
review-state-approved = Approuvé
review-state-rejected = Rejeté
change-changed = Changé
change-added = Ajouté
change-removed = Retiré

# Kinds of browsers; why somebody is let in again
browser-firefox = Firefox
browser-chrome = Chrome
browser-safari = Safari
browser-edge = Edge
browser-opera = Opera
browser-collect = ODK Collect
browser-other = Autre programme
recovery-reason-phone_lost = Téléphone perdu ou volé
recovery-reason-phone_changed = Téléphone cassé ou nouveau
recovery-reason-passkey_gone = Clé d’accès disparue
recovery-reason-other = Autre chose

# Ce que demande une question
asks-text = Texte
asks-number = Nombre entier
asks-decimal = Nombre
asks-date = Date
asks-time = Heure
asks-moment = Date et heure
asks-one = Un choix
asks-many = Plusieurs choix
asks-rank = À classer
asks-place = Lieu sur la carte
asks-image = Image
asks-audio = Son
asks-video = Film
asks-file = Fichier
asks-barcode = Code-barres
asks-range = Nombre sur une échelle
asks-confirm = Cocher pour confirmer
asks-note = Texte à lire
asks-calculated = Calculé
