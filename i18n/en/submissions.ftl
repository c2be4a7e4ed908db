# Submissions.

submissions-title = Submissions
submissions-form = Form
submissions-form-all = All forms
submissions-state = State
submissions-state-all = All states
submissions-show = Show
submissions-nothing = Nothing matches.
submissions-nothing-all = Show all submissions
submissions-empty = Nothing has arrived yet.
submissions-empty-hint = Add a phone to the project, fill a form on it, and send. It shows here within seconds.
submissions-caption = Newest first
submissions-received = Received
submissions-phone = Phone
submissions-state-and = State and what to do
submissions-phone-unknown = Unknown
submissions-parts = { $present } of { $expected } files
submissions-retry = Try again

# One
submissions-one-title = Submission
submissions-not-confidential = Not confidential
submissions-next = What to do
submissions-answers = Answers
submissions-answers-none = This submission has no answers.
submissions-not-answered = Not answered
submissions-not-entitled = Your role does not read answers.
submissions-not-entitled-hint = The agency’s supervisors and caseworkers can. You see that it arrived, and in which state it is.
submissions-locked = Locked.
submissions-locked-holder = Your agency’s keys are locked. You are a key holder.
submissions-locked-ask = Your agency’s keys are locked. Ask your focal point or your data manager to unlock them.
submissions-away = Not available now.
submissions-away-hint = The part of this server that opens content does not answer. Reload this page in a few minutes.
submissions-not-opened = Not opened yet.
submissions-not-opened-hint = There is nothing to read before it is opened and checked.
submissions-about = About it
submissions-opened = Opened and checked
submissions-whole = Complete and unaltered
submissions-version = Form version
submissions-files = Files
submissions-files-none = No files came with it.
submissions-file-waits = Still on the phone
submissions-general = General
submissions-size-bytes = { $n } bytes
submissions-size-kb = { $n } KB
submissions-size-mb = { $n } MB
