# What mails say: how much waits and how urgent it is, never what. A phone's locked screen shows it.

mail-new-item = { $count ->
    [one] { $count } new item
   *[other] { $count } new items
}
mail-held-item = { $count ->
    [one] { $count } item held in your own queue
   *[other] { $count } items held in your own queue
}
mail-case-offered = a case is offered
mail-offer-ended = the offer of a case was answered, or has ended
mail-test = a test
mail-urgent = { $line }, { $urgency }
mail-counted = { $line }: { $count }
mail-waits = something waits
mail-subject = Waypost: { $first }
mail-subject-more = { $count ->
    [one] Waypost: { $first } and { $count } more
   *[other] Waypost: { $first } and { $count } more
}
mail-see = Sign in to see it: { $address }
mail-says = This mail says how much waits and never what. Do not answer it.
mail-alone-yes = If this was you, or you know of it, there is nothing to do.
mail-alone-no = If not: sign in at { $address }, end all other sessions, choose another password, and tell your focal point, or whoever runs the server.
mail-alone-only = This mail went to you alone. Do not answer it.

# What waits, by its word
mail-alert-key_locked = submissions wait for a locked key
mail-alert-key_disabled = submissions wait for a disabled key
mail-alert-key_missing = submissions wait for a key that is not here
mail-alert-worker_silent = submissions wait for an agency’s machine that does not answer
mail-alert-key_expires = a key should be replaced soon
mail-alert-consent_waits = consents wait to be confirmed
mail-alert-recalled = referrals were taken back: destroy copies, and say so
mail-alert-referral_late = referrals are late
mail-alert-referral_unplaced = referrals found nobody who takes them
mail-alert-budget = a session opened more than it may in an hour, and was ended
mail-alert-undelivered = notices could not be delivered
mail-alert-unmatched = something from elsewhere waits for a supervisor
mail-alert-broken_glass = a look for an hour waits to be reviewed
mail-alert-closed_case = something came for a case that is closed

# What one person hears alone, by its word
mail-personal-new_browser = your account was used from another browser than before
mail-personal-wrong_tries = your account was used after several wrong passwords or codes
mail-personal-passkey_copied = a passkey of yours may have been copied, and was refused
mail-personal-recovery_asked = somebody asked to take your second factor away
mail-personal-recovered = two people took your second factor away
