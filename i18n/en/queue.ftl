# The queue and its cards.

queue-title = Queue
queue-sides = Received or sent
queue-received = Received
queue-sent = Sent
queue-empty = No referrals now.
queue-empty-hint = When another agency refers a person to you, it shows here.
queue-answered = Answered
queue-promise-u0 = Answer within 30 minutes
queue-promise-u1 = Answer within 6 hours
queue-promise-u2 = Answer within 48 hours
queue-promise-u3 = Answer within 5 days

# What was sent
queue-sent-title = Sent referrals
queue-sent-empty = Your agency has sent no referrals.
queue-sent-empty-hint = They are sent by themselves when a screening asks for a service and the person agreed.
queue-sent-caption = What your agency sent, newest first
queue-column-referral = Referral
queue-column-urgency = Urgency
queue-column-to = To
queue-column-answer = Answer
queue-column-sent = Sent

# A card
queue-card-referral = Referral
queue-card-held-why = The person did not agree to sharing, or could not be asked. No other agency can see this.
queue-card-ended = The person’s agreement has ended, so this card is not shown any more.
queue-card-locked = Locked. Content can be read after a key holder unlocks.
queue-card-held-since = Held since { $moment }
queue-card-from = From { $agency }, { $moment }
queue-card-received = Received { $moment }
queue-accept = Accept
queue-decline = Decline…
queue-decline-why = Why do you decline?
queue-decline-do = Decline this referral

# Who was told that it is late
queue-late-1 = Late: others at the agency were told.
queue-late-2 = Late: told a second time, beyond the people of the queue.
queue-late-3 = Nobody answered in time.

# What is due
queue-due-open = Open by { $moment }
queue-due-decide = Decide by { $moment }
queue-due-answer = Answer by { $moment }
queue-due-sender = The sender answers by { $moment }
queue-due-meet = Meet the person by { $moment }
queue-due-serve = Give the service by { $moment }
queue-again = Look again
queue-news = { $count ->
    [one] { $count } new referral came. Urgency: { $urgency }.
   *[other] { $count } new referrals came. Most urgent: { $urgency }.
}
queue-due-treat = Begin treatment by { $moment }
queue-answered-title = Answered referrals
queue-answered-empty = Your agency has answered no referral yet.
queue-answered-empty-hint = What you accept or decline shows here, with what is due next.
queue-answered-caption = What you are at work on, most urgent first; then what was answered last
queue-column-from = From
queue-column-state = State
queue-column-received = Received
