# Projects.

projects-title = Projets
projects-none = Aucun projet encore.
projects-none-hint = Le premier projet d’une organisation est créé avec elle. Adressez-vous à l’administration de ce serveur.
projects-not-confidential = Pas confidentiel
projects-forms = { $n ->
    [one] { $n } formulaire
   *[other] { $n } formulaires
}
projects-phones = { $n ->
    [one] { $n } téléphone
   *[other] { $n } téléphones
}
projects-add-title = Ajouter un projet
projects-name = Nom
projects-name-missing = Donnez un nom au projet.
projects-agency = Organisation à laquelle il appartient
projects-agency-hint = Sans organisation, le projet n’est pas confidentiel : son contenu n’est protégé que sur le disque.
projects-agency-none = Aucune (pas confidentiel)
projects-add = Ajouter le projet

# One
projects-one-title = Projet
projects-belongs = Appartient à { $agency }. Les téléphones chiffrent tout pour cette organisation.
projects-open-title = Pas confidentiel.
projects-open-hint = Ce projet n’appartient à aucune organisation. Son contenu n’est protégé que sur le disque : ne recueillez ici rien sur une personne.
projects-forms-title = Formulaires
projects-forms-none = Aucun formulaire encore.
projects-forms-none-upload = Chargez-en un ci-dessous. Les téléphones le reçoivent une fois publié.
projects-forms-none-admin = L’administration de ce serveur charge les formulaires.
projects-forms-caption = Formulaires de ce projet
projects-form = Formulaire
projects-used-for = Sert à
projects-version-phones = Version sur les téléphones
projects-version = Version
projects-state = État
projects-general = Général
projects-version-none = Aucune
projects-draft = Brouillon
projects-stage-only = Ce projet n’accepte que les formulaires d’une étape du guide.
projects-add-form-title = Ajouter un formulaire
projects-upload = Charger comme brouillon
projects-upload-hint = Rien ne change sur les téléphones tant que vous ne publiez pas le brouillon.
projects-takes-title = Quels formulaires il accepte
projects-takes = Seulement les formulaires d’une étape du guide. Un formulaire sans étape est moins vérifié : il peut demander n’importe quoi.
projects-save = Enregistrer
