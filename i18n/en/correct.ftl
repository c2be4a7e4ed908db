# Correcting a submission by hand.

correct-link = Correct answers
correct-title = Correct a submission
correct-lead = Set only what was written down wrongly. The version before stays as it is, and whoever reads the answers sees that they were corrected.
correct-part = Part { $n } of { $all }
correct-changed = { $count ->
    [0] nothing changed yet
    [one] { $count } answer changed so far
   *[other] { $count } answers changed so far
}
correct-empty = Not answered
correct-most = { $count ->
    [one] At most { $count } character.
   *[other] At most { $count } characters.
}
correct-gates = The form asks other questions only for some answers to this one. What it did not ask cannot be added here.
correct-kept = { $count ->
    [one] { $count } answer here is not set by hand
   *[other] { $count } answers here are not set by hand
}
correct-next = Next part
correct-back = Part before
correct-review = Look at the changes
correct-unsaved = What you set is kept in these pages only. It is lost if you leave them before you send it.
correct-none = Nothing in this submission is corrected by hand.
correct-none-hint = Fill the form again on a phone, as a correction, or write a comment.

# Why an answer is kept
correct-kept-meta = Says what the submission is, not what somebody answered.
correct-kept-worked-out = The phone worked this out.
correct-kept-feeds = The phone works something out from this. Fill the form again on a phone, as a correction.
correct-kept-read-only = The form lets nobody write here.
correct-kept-file = A file. Send the form again from a phone to replace it.
correct-kept-consent = It is part of what the person agreed to. That is changed in the case, with the person.
correct-kept-case = It says which case this belongs to.
correct-kept-check = The form checks this in a way that only a phone can.
correct-kept-asking = Only a phone can ask this.

# What is wrong with an answer
correct-wrong = Some answers cannot be set like this. Look at those that are marked.
correct-wrong-empty = The form wants an answer here.
correct-wrong-too-long = { $count ->
    [one] Write at most { $count } character.
   *[other] Write at most { $count } characters.
}
correct-wrong-too-short = { $count ->
    [one] Write at least { $count } character.
   *[other] Write at least { $count } characters.
}
correct-wrong-whole = Write a whole number, such as 12.
correct-wrong-number = Write a number, such as 12.5.
correct-wrong-small = Write { $least } or more.
correct-wrong-large = Write { $most } or less.
correct-wrong-date = Write a date, such as 2026-11-23.
correct-wrong-future = This date is still to come. Write one that has been.
correct-wrong-choice = Choose one of the form’s answers.
correct-wrong-alone = One of these answers stands alone. Take the others away, or that one.

# Before it is sent
correct-changes-title = What changes
correct-changes = { $count ->
    [one] This answer changes. Everything else stays as it is.
   *[other] These { $count } answers change. Everything else stays as it is.
}
correct-changes-caption = Before and after
correct-question = Question
correct-before = Before
correct-after = After
correct-no-changes = You have not changed anything yet.
correct-no-changes-hint = Go back to the answers, or leave this page: nothing happens then.
correct-reason = Why is it corrected?
correct-reason-hint = The audit keeps this word, and nothing of the answers.
correct-reason-missing = Choose why it is corrected.
correct-reason-slip = Something else was typed or ticked than was meant
correct-reason-person = The person said that it is not so
correct-reason-misunderstood = Question or answer was misunderstood
correct-reason-translation = It was translated wrongly
correct-reason-checked = Two forms said different things, and it was checked
correct-then = The correction goes the way of every submission: it is opened and weighed anew, and referrals may follow from it. Another person has to approve it.
correct-send = Send the correction
correct-more = Back to the answers

# Why it is not corrected by hand
correct-no-meanwhile = It was corrected meanwhile. Open the version that counts now, and correct that one if it still needs it.
correct-no-unopened = It is not opened yet. Correct it once its answers can be read.
correct-no-consent = What somebody agreed to is not corrected like this. Confirm, ask for or take back a consent in the case, or fill the form again with the person.
correct-no-nothing = No answer was changed.
correct-no-answer = One of the answers is not set by hand, or not to this. Begin again from the submission.
correct-no-key = This version of the form has no key in use any more. Fill the form’s present version on a phone instead.
correct-no-closed = The form is closed. It has to be opened again before anything of it is corrected.
correct-no-elsewhere = Your agency’s keys are on its own machine, where corrections by hand are not made yet. Fill the form again on a phone, as a correction.
correct-no-files = One of its files cannot be read now, and a correction without it would lose it. Try again later.
correct-no-encrypted = Submissions of this form are encrypted. Correct them on their page, or on a phone.
