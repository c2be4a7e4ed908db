# What is kept and what was destroyed.

records-retention-title = Retention
records-retention-lead = What is too old is destroyed by rule. Two people can keep one submission longer, for a court, or have it erased before.
records-waiting = { $count ->
    [one] { $count } order waits for a second person
   *[other] { $count } orders wait for a second person
}
records-waiting-do = Look at the submission first, then agree or leave it.
records-due = What the rules destroy within a week
records-due-nothing = { $count ->
    [one] { $count } screening of which nothing came, { $days } days after it was opened
   *[other] { $count } screenings of which nothing came, { $days } days after they were opened
}
records-due-open = { $count ->
    [one] { $count } screening that nobody followed up, after { $days } days
   *[other] { $count } screenings that nobody followed up, after { $days } days
}
records-due-original = { $count ->
    [one] { $count } original from a phone, { $days } days after it was opened; what was sealed of it stays
   *[other] { $count } originals from phones, { $days } days after they were opened; what was sealed of them stays
}
records-due-none = Nothing within a week.
records-due-hint = A hold keeps what is under it. Each destruction leaves a certificate.
records-orders = Orders
records-orders-none = Nobody ordered anything.
records-orders-none-hint = Open a submission and choose “Keep or erase” to ask for one.
records-look = Look and decide
records-hold = Legal hold: keep it
records-erase = Erase it
records-submission = Submission
records-because = Why
records-asked = Asked by
records-agreed = Agreed
records-until = Until
records-standing-waits = Waits for a second person
records-standing-lifted = Lifted
records-standing-over = Its time is over
records-standing-holds = Kept
records-standing-ordered = Erased, or about to be
records-one-title = Keep or erase
records-one-lead = One person asks, another one agrees. Both names and reasons stand in the audit.
records-take-back = Take it back
records-lift = Lift the hold
records-mine = You asked for this. Another supervisor or data manager has to agree.
records-hold-means = It is kept until the day you choose, whatever the rules say. It stands once a second person agrees.
records-hold-ask = Ask for the hold
records-hold-agree-means = Another person asked for this hold. With your agreement it stands until the day that was asked for.
records-hold-agree = Agree to keep it
records-why-agree = Why you agree
records-erase-means = Keys to it are destroyed, then what was sealed, then its files. Nobody can read it again, and no backup of the keys opens it here. It is done once a second person agrees.
records-erase-ask = Ask for its erasure
records-erase-agree-means = Another person asked for this. If you agree it is erased at once, and cannot be brought back.
records-erase-agree = Agree: erase it now
records-reason-hint = Nothing about a person: the audit keeps it.
records-wrong-until = Choose a day that is still to come.
records-wrong-reason = Write why.
records-certificates-title = Certificates of destruction
records-certificates-lead = What was destroyed, when and why, signed by this server. Never what it said.
records-whose = Whose
records-not-yours = Certificates are read by an agency’s people and by auditors.
records-not-yours-hint = Ask one of them for a printed copy.
records-certificates-none = Nothing was destroyed yet.
records-certificates-none-hint = The server looks each hour for what is too old.
records-newest = Newest first, 500 at most
records-when = When
records-cause = Why
records-things = Submissions or cards
records-cause-ordered = Ordered by two people
records-cause-without-result = Screening of which nothing came
records-cause-not-followed = Screening that nobody followed up
records-cause-declined = Card of a request that was not taken
records-cause-delivered = Card of a service that was given
records-cause-original = Original from the phone; what was sealed stays
records-cause-other = Another reason
records-certificate-title = Certificate of destruction
records-of = Agency
records-wraps = Keys destroyed
records-files = Large files deleted
records-order = Order
records-number = Certificate
records-signature = Signature
records-signature-holds = The signature is right
records-signature-wrong = The signature is not right
records-signature-unknown = Not checked: this server’s key is not known
records-public = Key that signs
records-signature-hint = Compare the key with the one that was noted elsewhere when this server was set up.
