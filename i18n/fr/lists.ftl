# Entity lists of a project.

lists-title = Listes
lists-lead = Les formulaires tiennent ces listes et les téléphones y choisissent. Elles contiennent des lieux et des choses, jamais qui est une personne.
lists-none = Aucun formulaire de ce projet ne tient de liste.
lists-none-hint = Une liste vient avec le premier formulaire publié qui la tient.
lists-caption = Listes, par nom
lists-list = Liste
lists-entries = Éléments
lists-properties = Propriétés
lists-new = Nouveaux éléments
lists-by-person = Une personne les laisse entrer
lists-at-once = Entrent aussitôt
lists-waiting = Ce qui attend ou a été refusé
lists-waiting-none = Rien n’attend.
lists-waiting-caption = Le plus ancien d’abord
lists-came = Arrivé
lists-state = État
lists-submission = Envoi
lists-open = Ouvrir
lists-waits-piece = Attend une pièce manquante
lists-waits-order = Attend ce qui vient avant
lists-waits-person = Attend une personne
lists-refused = Refusé
lists-fault-no-action = Il ne dit ni « créer » ni « mettre à jour ».
lists-fault-no-id = Son identifiant n’est pas un UUID.
lists-fault-no-label = Il n’a pas de libellé.
lists-fault-no-base = Il ne dit pas quelle version il change.
lists-fault-no-number = Une de ses versions n’est pas un nombre entier.
lists-fault-no-branch = Il nomme une version du serveur, mais pas sa propre branche.
lists-fault-no-version = Il nomme une version qui n’a jamais existé.
lists-fault-exists = Une entrée avec cet identifiant est déjà là.
lists-fault-deleted = L’entrée avec cet identifiant a été supprimée.
lists-fault-unknown = Il n’y a pas d’entrée avec cet identifiant.
lists-fault-not-declared = Le formulaire ne tient pas cette liste, ou pas ainsi.
lists-fault-unreadable = Il n’a pas pu être lu.
lists-fault-here-unreadable = L’entrée qu’il change n’a pas pu être lue.
lists-count = { $count ->
    [one] { $count } élément
   *[other] { $count } éléments
}
lists-empty = Cette liste est encore vide.
lists-empty-hint = Le premier envoi qui crée un élément la remplit.
lists-one-caption = Comme les téléphones la reçoivent
lists-entry = Élément
