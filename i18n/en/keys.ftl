# Keys.

keys-title = Keys
keys-lead = The keys of { $agency }. Only its focal point and its data manager can use this page; an admin cannot.

# Locked and unlocked
keys-locked = Locked
keys-unlock-title = Unlock the keys
keys-waiting = { $count ->
    [one] <strong>{ $count } submission waits</strong> to be opened.
   *[other] <strong>{ $count } submissions wait</strong> to be opened.
}
keys-passphrase = Passphrase
keys-unlock-hint = The passphrase passes through this server. Unlock only if you trust who runs it, and check that the address above is right.
keys-unlock = Unlock
keys-unlock-holder = Only a key holder can unlock.
keys-unlocked = Unlocked
keys-unlocked-title = Content can be read
keys-unlocked-until = Locks by itself { $until }.
keys-lock = Lock now
keys-away-title = The keys cannot be reached now
keys-away = The part of this server that holds keys does not answer. What phones send is kept. Reload this page in a few minutes.

# The keys
keys-list = Your agency’s keys
keys-none = No key yet.
keys-none-hint = Without keys, phones cannot send to your agency. Make them below; the other key holder confirms them.
keys-fingerprint = Fingerprint
keys-private = Private part
keys-made = Made
keys-made-by = { $moment } by { $who }
keys-confirmed = Confirmed
keys-by = by { $who }
keys-disabled-because = Disabled because
keys-needed = <strong>Needed by</strong> { $what }.
keys-needed-phones = Which phones?
keys-confirm-how = Call the person who made it. Read the fingerprint to each other.
keys-confirm-compared = We compared every group, for each key made together with it. All are the same.
keys-confirm = Confirm this key and those made with it
keys-confirm-other = The other key holder must confirm it. One person alone cannot bring a key into use.
keys-disable-more = Disable this key…
keys-disable-what = <strong>It then opens nothing.</strong> What was written for it cannot be read until it is enabled again.
keys-reason = Reason
keys-disable = Disable this key

# New keys
keys-new-title = Make new keys
keys-new-what = This makes the three keys together. When they are confirmed, they take the place of those in use; the old ones still open what was written for them.
keys-new-custody = How the private part is kept
keys-new-passphrase = <strong>Under a passphrase.</strong> Opens only while a key holder has unlocked it. If the passphrase is lost, everything is lost.
keys-new-unattended = <strong>Kept by this server.</strong> Opens day and night. Whoever controls this server could read.
keys-new-agency = <strong>Kept on our own machine.</strong> This server never has it. Only that machine opens, and people read there.
keys-new-passphrase-label = Passphrase (only for the first choice)
keys-new-passphrase-hint = At least { $least } characters; six words or more are good. The passphrase passes through this server.
keys-new-passphrase-again = The same passphrase again
keys-new-several = Held by several people: any two of them open…
keys-new-several-hint = Each types a passphrase of their own here; the one above is the first. One of them alone then opens nothing.
keys-new-second = Passphrase of the second holder
keys-new-third = Passphrase of a third holder (if there is one)
keys-new-bring = Bring a collection key of your own…
keys-new-pem = Private key (PEM)
keys-new-pem-hint = RSA, 2048 bits or more. Leave this empty to have one made. It passes through this server.
keys-new-public = Bring the public keys of our own machine…
keys-new-public-label = What "waypost agency-worker enroll" printed there
keys-new-public-hint = Public halves only. The other key holder compares the fingerprint by voice before confirming. Used with the third choice.
keys-new = Make the keys
keys-new-hint = They are not in use until the other key holder confirms them.

# Phones with an old key
keys-phones-title = Phones with an old key
keys-phones-lead = These phones carry a form with a key that was replaced. Ask their users to connect and to refresh their forms; revoke those that are lost.
keys-phones-none = None.
keys-phones-none-hint = Every phone has the new form, as far as this server saw them fetch it.
keys-phones-caption = { $count } in all, longest unseen first
keys-phones-phone = Phone
keys-phones-form = Form
keys-phones-fetched = Fetched
keys-phones-seen = Last seen
keys-phones-never = never
keys-phones-back = Back to keys

# Steps in a key's life
keys-step-enable = Enable this key
keys-step-enable-what = It then opens again, also what came meanwhile.
keys-step-retire = Retire it now
keys-step-retire-what = It retires by itself once nothing needs it. Before that, what phones still send with it waits.
keys-step-reopen = Open with it once more
keys-step-reopen-what = It then opens what phones still sent with it.
keys-step-destroy = Destroy this key
keys-step-destroy-what = Its private part is deleted for ever, once the other key holder agrees.
keys-step-destroy-asked = { $name } asked for this. If another key holder agrees, its private part is deleted for ever.
keys-needed-carried = { $n ->
    [one] { $n } phone that carries a form with it
   *[other] { $n } phones that carry a form with it
}
keys-needed-unopened = { $n ->
    [one] { $n } submission that is not opened
   *[other] { $n } submissions that are not opened
}
keys-needed-sealed = { $n ->
    [one] { $n } sealed record
   *[other] { $n } sealed records
}
keys-idle = { $n ->
    [one] after { $n } minutes without use
   *[other] after { $n } minutes without use
}

# What was wrong
keys-wrong-again = The two passphrases are not the same. Type both again.
keys-wrong-compare = Compare the fingerprint with the person who made the key, then tick the box.
keys-wrong-passphrase = This passphrase does not open the keys. Check it and try again.
keys-wrong-reason = Write why the key is disabled.
keys-wrong-retire = Something still needs this key: write why it is retired now.

# While keys change
keys-progress-title = How far the change of keys is
keys-progress-what = The old keys go on opening until everything has gone over.
keys-progress-phones = { $done } of { $all } phones have the new form
keys-progress-records = { $done } of { $all } records open with the new key
