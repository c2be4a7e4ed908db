# The queue and its cards.

queue-title = File d’attente
queue-sides = Reçues ou envoyées
queue-received = Reçues
queue-sent = Envoyées
queue-empty = Aucune orientation pour l’instant.
queue-empty-hint = Quand une autre organisation oriente une personne vers vous, cela s’affiche ici.
queue-answered = Déjà répondu
queue-promise-u0 = Répondre dans les 30 minutes
queue-promise-u1 = Répondre dans les 6 heures
queue-promise-u2 = Répondre dans les 48 heures
queue-promise-u3 = Répondre dans les 5 jours

# What was sent
queue-sent-title = Orientations envoyées
queue-sent-empty = Votre organisation n’a envoyé aucune orientation.
queue-sent-empty-hint = Elles partent d’elles-mêmes quand un premier entretien demande un service et que la personne est d’accord.
queue-sent-caption = Ce que votre organisation a envoyé, le plus récent d’abord
queue-column-referral = Orientation
queue-column-urgency = Urgence
queue-column-to = Vers
queue-column-answer = Réponse
queue-column-sent = Envoyée

# A card
queue-card-referral = Orientation
queue-card-held-why = La personne n’a pas donné son accord pour le partage, ou n’a pas pu être interrogée. Aucune autre organisation ne peut voir ceci.
queue-card-ended = L’accord de la personne a pris fin : cette fiche n’est plus affichée.
queue-card-locked = Verrouillé. Le contenu pourra être lu quand une personne qui détient une clé aura déverrouillé.
queue-card-held-since = Retenu depuis le { $moment }
queue-card-from = De { $agency }, { $moment }
queue-card-received = Reçue le { $moment }
queue-accept = Accepter
queue-decline = Refuser…
queue-decline-why = Pourquoi refusez-vous ?
queue-decline-do = Refuser cette orientation

# Who was told that it is late
queue-late-1 = En retard : d’autres personnes de l’organisation ont été prévenues.
queue-late-2 = En retard : prévenu une deuxième fois, au-delà des personnes de la file d’attente.
queue-late-3 = Personne n’a répondu à temps.

# What is due
queue-due-open = À ouvrir avant le { $moment }
queue-due-decide = À décider avant le { $moment }
queue-due-answer = Répondre avant le { $moment }
queue-due-sender = L’expéditeur répond avant le { $moment }
queue-due-meet = Rencontrer la personne avant le { $moment }
queue-due-serve = Fournir le service avant le { $moment }
queue-again = Regarder à nouveau
queue-news = { $count ->
    [one] { $count } nouvelle orientation est arrivée. Urgence : { $urgency }.
   *[other] { $count } nouvelles orientations sont arrivées. La plus urgente : { $urgency }.
}
queue-due-treat = Commencer le traitement avant le { $moment }
queue-answered-title = Orientations avec réponse
queue-answered-empty = Votre organisation n’a encore répondu à aucune orientation.
queue-answered-empty-hint = Ce que vous acceptez ou refusez s’affiche ici, avec ce qui est à faire ensuite.
queue-answered-caption = Ce qui est en cours, le plus urgent d’abord ; puis les dernières réponses
queue-column-from = De
queue-column-state = État
queue-column-received = Reçue
