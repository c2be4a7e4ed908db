# Agencies.

agencies-title = Organisations
agencies-lead = Vous voyez les états et les empreintes des clés. Seules les personnes qui détiennent les clés d’une organisation peuvent les créer, déverrouiller ou désactiver.
agencies-none = Aucune organisation encore.
agencies-none-add = Ajoutez la première ci-dessous.
agencies-none-then = Invitez ensuite son point focal et son gestionnaire des données : ils créent ses clés.
agencies-disabled = Désactivée
agencies-services = Services
agencies-no-key = Aucune clé
agencies-no-key-hint = Les téléphones ne peuvent pas encore envoyer. Rappelez à son point focal et à son gestionnaire des données de créer les clés.
agencies-keys-of = Clés de { $name }
agencies-key = Clé
agencies-state = État
agencies-first = <strong>Personne n’y travaille encore.</strong> Invitez son point focal, qui invite tous les autres. Vous ne pouvez le faire qu’une fois.
agencies-services-more = Modifier les services…
agencies-services-of = Services de { $name }
agencies-services-save = Enregistrer les services
agencies-add-title = Ajouter une organisation
agencies-code = Code court
agencies-code-hint = De 2 à 20 lettres, chiffres ou tirets, par exemple « SHELTER-1 ». Il ne peut plus être changé ensuite.
agencies-kind = Type d’organisation
agencies-kind-hint = Là où la police, une armée ou ceux qui gèrent un site peuvent avoir pris part à ce qui s’est passé, rien n’est dit aux organisations de ce type.
agencies-offers = Services qu’elle offre
agencies-add = Ajouter l’organisation
agencies-wrong-name = Donnez un nom à l’organisation.
agencies-wrong-code = Une autre organisation a ce code.
