# The referral pathway.

pathway-title = Pathway
pathway-lead = Which answers ask for which service, how urgently, and what its receiver sees. Two people of the coordination body sign a version; it then starts on its day.
pathway-next = { $count ->
    [one] { $count } version waits for signatures
   *[other] { $count } versions wait for signatures
}
pathway-next-do = Open it, look at its tables, count what it would change, then sign. Whoever signed first cannot be the second.
pathway-propose = Propose a version
pathway-versions = Versions
pathway-none = No version was proposed yet.
pathway-none-hint = The one that came with the program is in force. To change it, propose a version that begins with it.
pathway-caption = Newest proposal first
pathway-version = Version
pathway-standing = State
pathway-starts = In force from
pathway-proposed = Proposed
pathway-signed = Signed by
pathway-nobody = Nobody yet
pathway-somebody = Somebody of another organisation
pathway-from-the-start = From the start
pathway-shipped = Came with the program
pathway-shipped-signed = Needs no signature
pathway-shipped-means = This version came with the program. It is in force until another one starts.
pathway-state-proposed = Proposed: two signatures missing
pathway-state-once = One signature missing
pathway-state-coming = Signed: starts on its day
pathway-state-in-force = In force
pathway-state-past = Replaced
pathway-how = How it stands
pathway-print = What is signed (SHA-256)
pathway-you-signed = You signed this. Another person of the coordination body has to sign too.
pathway-sign-means = With two signatures this version decides from its day on where new requests go. It starts a minute after the second signature at the earliest.
pathway-sign = Sign this version
pathway-trial = Count what it would change
pathway-trial-means = Looks at what was received in the last 90 days and asks this version and the one in force. You see counts, never which case. Nothing is changed.
pathway-trial-title = What it would have changed in the last 90 days
pathway-trial-cases = Cases looked at
pathway-trial-changed = Cases that would go otherwise
pathway-trial-locked = { $count ->
    [one] { $count } agency’s keys are locked: its cases were not looked at.
   *[other] { $count } agencies’ keys are locked: their cases were not looked at.
}
pathway-trial-nothing = For no service would enough change to be told.
pathway-trial-caption = By service, in cases
pathway-trial-few = Counts below five are not told, none included. Services with too little change are left out.
pathway-few = fewer than 5
pathway-service = Service
pathway-more = Newly asked for
pathway-fewer = No longer asked for
pathway-sooner = Sooner
pathway-later = Later
pathway-begin = Propose one that begins with this
pathway-tables = Its tables
pathway-download = Download { $file }
pathway-rows = { $count ->
    [one] { $count } row
   *[other] { $count } rows
}
pathway-propose-lead = Change the tables in a spreadsheet, send them here, and see at once what does not fit. A proposal changes nothing before two people sign it.
pathway-faults = What does not fit
pathway-faults-caption = In the order of the tables
pathway-faults-more = { $count ->
    [one] and { $count } more
   *[other] and { $count } more
}
pathway-file = File
pathway-row = Row
pathway-column = Column
pathway-wrong = What is wrong
pathway-step-files = 1. Get the tables
pathway-begin-with = Begin with version
pathway-begin-show = Take this one
pathway-step-files-do = Download what you want to change, and save it as CSV again.
pathway-step-send = 2. Send what you changed
pathway-table-facts = what can be known of somebody
pathway-table-services = which services there are
pathway-table-templates = what each receiver sees, and why
pathway-table-rules = what asks for which service
pathway-table-cases = worked examples that must come out right
pathway-label = Name of the version
pathway-label-hint = For example “2027-01”. Letters, digits, and - _ . only.
pathway-starts-hint = From the beginning of this day, once two people signed.
pathway-kept = What you leave empty stays as it is in version { $version }.
pathway-upload = Upload { $file }
pathway-paste = Or paste { $file }
pathway-check = Check and propose
pathway-check-hint = Its own examples are worked through first. If one comes out otherwise, nothing is kept.
pathway-wrong-tables = The tables do not fit together. See below, mend them, and send them again.
pathway-wrong-file = { $file } is too large, or no text in UTF-8.
pathway-wrong-day = Choose a day.
pathway-wrong-no-label = Give the version a name.
pathway-wrong-label = Letters, digits, and - _ . only, 60 at most, and not the name of the version that came with the program.
pathway-wrong-taken = Another version has this name.
