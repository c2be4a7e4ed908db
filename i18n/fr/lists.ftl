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
lists-waits-piece = Attend une pièce manquante
lists-waits-order = Attend ce qui vient avant
lists-waits-person = Attend une personne
lists-refused = Refusé
lists-count = { $count ->
    [one] { $count } élément
   *[other] { $count } éléments
}
lists-empty = Cette liste est encore vide.
lists-empty-hint = Le premier envoi qui crée un élément la remplit.
lists-one-caption = Comme les téléphones la reçoivent
lists-entry = Élément
