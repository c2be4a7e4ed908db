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

# Review, comments, versions
submissions-review = Review
submissions-review-all = All
submissions-ticked = Those that you marked
submissions-choose = Choose
submissions-review-ticked = Review the marked ones
submissions-tick = Mark for review
submissions-tick-which = : { $form }, received { $time }
submissions-corrected = This version was corrected.
submissions-corrected-now = See the one that counts now
submissions-compare-versions = Compare its versions
submissions-say = What do you say of it?
submissions-review-do = Save the review
submissions-comments = Comments
submissions-comments-none = Nobody has written anything.
submissions-comment = Your comment
submissions-comment-hint = Whoever may read the answers can read it. It cannot be changed later.
submissions-comment-write = Write
submissions-comments-not-entitled = Your role does not read comments.
submissions-comments-locked = Locked. Comments can be read after a key holder unlocks.
submissions-activity = What happened
submissions-did-by = { $act }, by { $who }
submissions-did-receive = Received
submissions-did-correct = Corrected
submissions-did-take-back = Review taken back
submissions-did-find-issues = Reviewed: has issues
submissions-did-approve = Reviewed: approved
submissions-did-reject = Reviewed: rejected
submissions-approve = Approve
submissions-has-issues = Has issues
submissions-reject = Reject
submissions-take-back = Take the word back
submissions-versions = Versions
submissions-versions-of = Versions: { $form }
submissions-older = Older version
submissions-newer = Newer version
submissions-compare = Compare
submissions-same-answers = Version { $from } and version { $to } give the same answers.
submissions-differs = What differs between version { $from } and version { $to }
submissions-question = Question
submissions-how = How it differs
submissions-versions-seen = You see which versions there are.
submissions-alone = Nobody has corrected this submission.
submissions-versions-all = All versions
submissions-version-n = Version { $n }
submissions-sent-by = sent by { $who }
submissions-counts = Counts now
submissions-more = { $count ->
    [one] { $count } more answer differs. Open the versions below to read it.
   *[other] { $count } more answers differ. Open the versions below to read them.
}
submissions-same = { $count ->
    [one] { $count } answer is the same in both.
   *[other] { $count } answers are the same in both.
}
