# The first page.

home-title = Home
home-next = What to do next
home-nothing = Nothing is waiting for you.
home-nothing-hint = New work shows here. Reload this page to look again.
home-places = Where things are

# What waits
home-late = { $count ->
    [one] { $count } answer is late
   *[other] { $count } answers are late
}
home-late-do = { $count ->
    [one] Answer it first.
   *[other] Answer these first.
}
home-immediate = { $count ->
    [one] { $count } immediate referral
   *[other] { $count } immediate referrals
}
home-immediate-do = { $count ->
    [one] A person may be in danger now. Accept or decline within 30 minutes.
   *[other] People may be in danger now. Accept or decline each within 30 minutes.
}
home-answer = { $count ->
    [one] { $count } referral to answer
   *[other] { $count } referrals to answer
}
home-answer-do = { $count ->
    [one] Accept or decline it.
   *[other] Accept or decline each one. The most urgent is on top.
}
home-held = { $count ->
    [one] { $count } item is held here
   *[other] { $count } items are held here
}
home-held-do = Not shared with anyone. Your own team decides what to do.
home-held-go = See held items
home-queue-go = Open the queue
home-confirm = { $count ->
    [one] { $count } new key waits for you to confirm
   *[other] { $count } new keys wait for you to confirm
}
home-confirm-do = Compare the fingerprint with the other key holder, then confirm.
home-confirm-go = Go to keys
home-no-key = Your agency has no key in use
home-no-key-do = Without a key, phones cannot send. Make one; a second person confirms it.
home-no-key-go = Make a key
home-locked = Your agency’s keys are locked
home-locked-waiting = { $count ->
    [one] Keys are locked: { $count } submission waits
   *[other] Keys are locked: { $count } submissions wait
}
home-locked-do = Unlock them with the passphrase.
home-locked-go = Unlock
home-locked-ask = Ask your focal point or data manager to unlock them.
home-damaged = { $count ->
    [one] { $count } submission did not open
   *[other] { $count } submissions did not open
}
home-damaged-do = { $count ->
    [one] Ask the phone’s user to keep the copy on the phone.
   *[other] Ask the phones’ users to keep the copies on the phones.
}
home-damaged-go = See what did not open
home-files = { $count ->
    [one] { $count } submission waits for files
   *[other] { $count } submissions wait for files
}
home-files-do = { $count ->
    [one] Ask the phone’s user to connect and send again.
   *[other] Ask the phones’ users to connect and send again.
}
home-files-go = See what waits for files
home-submissions-go = See submissions
home-keyless = { $count ->
    [one] { $count } agency has no key in use
   *[other] { $count } agencies have no key in use
}
home-keyless-do = { $count ->
    [one] Remind its key holders. You cannot make a key for them.
   *[other] Remind their key holders. You cannot make keys for them.
}
home-keyless-go = See agencies
home-drafts = { $count ->
    [one] { $count } draft is not published
   *[other] { $count } drafts are not published
}
home-drafts-do = Read the findings, then publish.
home-drafts-go = See forms
home-second = { $count ->
    [one] { $count } draft waits for your agreement
   *[other] { $count } drafts wait for your agreement
}
home-second-do = { $count ->
    [one] Somebody else made it and asked for a second person. Read it, then publish.
   *[other] Somebody else made each and asked for a second person. Read each, then publish.
}
home-second-go = Read the draft
home-versions = { $count ->
    [one] { $count } version of the pathway waits for your signature
   *[other] { $count } versions of the pathway wait for your signature
}
home-versions-do = Read what it changes, count what it would have changed, then sign.
home-versions-go = Open the pathway
home-protocols = { $count ->
    [one] { $count } protocol waits for your signature
   *[other] { $count } protocols wait for your signature
}
home-protocols-do = { $count ->
    [one] Read between whom it is and what may cross, then sign.
   *[other] Read between whom each is and what may cross, then sign.
}
home-protocols-go = Open the protocols
home-no-phone = No phone can send yet
home-no-phone-do = Open a project and add a phone.
home-no-phone-go = See projects
home-chain = The audit chain does not match
home-chain-do = Someone may have changed the record. Keep a copy and tell the person responsible for this server.
home-chain-go = See the audit

# Where things are
home-place-queue = Referrals to your agency: read, accept, decline.
home-place-sent-title = Sent referrals
home-place-sent = What your agency sent, and who answered.
home-place-projects-title = Projects and submissions
home-place-projects = Forms, phones and what phones sent.
home-place-keys = Unlock, lock, and make keys with a second person.
home-place-phones = Put forms on phones.
home-place-agencies = Who works here, and whether their keys are in use.
home-place-people-all = Invite and disable accounts.
home-place-people = Invite and disable people of your agency.
home-place-audit = Who opened what, and when. Never the content.
home-place-cases = Each person’s case: what was said, agreed and done.
home-place-shared = Numbers over all agencies, month by month.
home-place-pathway = Versions and protocols: read, try out, sign.
home-place-records = What was destroyed, when and why. Never what it said.
home-approvals = { $count ->
    [one] { $count } request waits for a second person
   *[other] { $count } requests wait for a second person
}
home-approvals-do = Read why, then approve or refuse.
home-approvals-go = Decide requests
home-looks = { $count ->
    [one] { $count } look into a case to review
   *[other] { $count } looks into cases to review
}
home-looks-do = { $count ->
    [one] Say whether it was right.
   *[other] Say whether each was right.
}
home-looks-go = Review looks
home-unmatched = { $count ->
    [one] { $count } submission from elsewhere named a case
   *[other] { $count } submissions from elsewhere named cases
}
home-unmatched-do = { $count ->
    [one] Take it into its case, or leave it where it is.
   *[other] Take each into its case, or leave it where it is.
}
home-unmatched-go = Sort submissions
home-consents = { $count ->
    [one] { $count } consent waits to be confirmed
   *[other] { $count } consents wait to be confirmed
}
home-consents-do = { $count ->
    [one] Nothing is shared before that. Open the case and read its scope.
   *[other] Nothing is shared before that. Open each case and read the scope.
}
home-consents-go = Confirm consents
home-dead = { $count ->
    [one] { $count } message was given up
   *[other] { $count } messages were given up
}
home-dead-do = Mail or a machine did not answer. Look why, then try again.
home-dead-go = See messages
home-opening = { $count ->
    [one] { $count } submission is still to be opened
   *[other] { $count } submissions are still to be opened
}
home-opening-of = { $count } of { $all } that came within a day are opened
home-opening-do = This goes on by itself.
home-opening-locked = It goes on once the keys are unlocked.

# Colleagues who are locked out
home-recoveries = { $count ->
    [one] { $count } colleague is locked out and waits for your word
   *[other] { $count } colleagues are locked out and wait for your word
}
home-recoveries-do = { $count ->
    [one] Speak with this colleague first. If it is right, agree, and hand over the link.
   *[other] Speak with each of them first. If it is right, agree, and hand over the link.
}
home-recoveries-go = Decide
