# The queue and its cards.

queue-title = Bandeja
queue-sides = Recibidas o enviadas
queue-received = Recibidas
queue-sent = Enviadas
queue-empty = No hay derivaciones ahora.
queue-empty-hint = Cuando otra organización les deriva a una persona, aparece aquí.
queue-answered = Respondidas
queue-promise-u0 = Responder en 30 minutos
queue-promise-u1 = Responder en 6 horas
queue-promise-u2 = Responder en 48 horas
queue-promise-u3 = Responder en 5 días

# What was sent
queue-sent-title = Derivaciones enviadas
queue-sent-empty = Su organización no ha enviado ninguna derivación.
queue-sent-empty-hint = Se envían solas cuando una primera conversación pide un servicio y la persona está de acuerdo.
queue-sent-caption = Lo que envió su organización, lo más nuevo primero
queue-column-referral = Derivación
queue-column-urgency = Urgencia
queue-column-to = Para
queue-column-answer = Respuesta
queue-column-sent = Enviada

# A card
queue-card-referral = Derivación
queue-card-held-why = La persona no aceptó compartir, o no se le pudo preguntar. Ninguna otra organización puede ver esto.
queue-card-ended = El acuerdo de la persona ha terminado, así que esta ficha ya no se muestra.
queue-card-locked = Bloqueado. El contenido se podrá leer cuando alguien que custodia las claves desbloquee.
queue-card-held-since = Retenida desde el { $moment }
queue-card-from = De { $agency }, { $moment }
queue-card-received = Recibida el { $moment }
queue-accept = Aceptar
queue-decline = Rechazar…
queue-decline-why = ¿Por qué la rechaza?
queue-decline-do = Rechazar esta derivación

# Who was told that it is late
queue-late-1 = Con retraso: se avisó a otras personas de la organización.
queue-late-2 = Con retraso: se avisó por segunda vez, más allá de quienes llevan la bandeja.
queue-late-3 = Nadie respondió a tiempo.

# What is due
queue-due-open = Abrir antes del { $moment }
queue-due-decide = Decidir antes del { $moment }
queue-due-answer = Responder antes del { $moment }
queue-due-sender = Quien la envió responde antes del { $moment }
queue-due-meet = Encontrarse con la persona antes del { $moment }
queue-due-serve = Prestar el servicio antes del { $moment }
queue-again = Mirar de nuevo
queue-news = { $count ->
    [one] Ha llegado { $count } derivación nueva. Urgencia: { $urgency }.
   *[other] Han llegado { $count } derivaciones nuevas. La más urgente: { $urgency }.
}
queue-due-treat = Empezar el tratamiento antes del { $moment }
queue-answered-title = Derivaciones respondidas
queue-answered-empty = Su organización aún no ha respondido a ninguna derivación.
queue-answered-empty-hint = Lo que acepte o rechace aparece aquí, con lo que toca después.
queue-answered-caption = En lo que se trabaja, lo más urgente primero; después lo último respondido
queue-column-from = De
queue-column-state = Estado
queue-column-received = Recibida
