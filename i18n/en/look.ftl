# What a form asks, and what differs.

look-title = Preview of a form
look-lead = What the phone asks, in its order. Conditions stand beside what they show or hide; nothing is worked out here.
look-language = Language
look-show = Show
look-none = This version asks nothing.
look-required = must be answered
look-repeats = May be filled several times.
look-again = Continued.
look-shown-if-is = Shown only if “{ $question }” is “{ $answer }”.
look-shown-if = Shown only if { $code }
look-constraint = The answer must satisfy { $code }
look-message = Else the phone says: “{ $message }”
look-file = With the file { $name }
look-part = Page { $part } of { $parts }
look-previous = Previous page
look-next = Next page
look-more = { $count ->
    [one] and { $count } more choice
   *[other] and { $count } more choices
}
look-calculated = { $count ->
    [one] { $count } value is worked out without being asked.
   *[other] { $count } values are worked out without being asked.
}
look-version-draft = { $version }: draft, saved { $moment }
look-version-current = { $version }: on phones since { $moment }
look-version-before = { $version }: published { $moment }

# Differences
look-changes-title = Differences between versions
look-changes-first = There is nothing to compare with.
look-changes-first-hint = This is the only version so far.
look-from = From
look-to = To
look-compare = Compare
look-same = Nothing differs.
look-same-hint = Both versions ask the same in the same words.
look-form = The form itself
look-added = Added
look-gone = Gone
look-changed = Changed
look-changed-caption = Questions that are in both and differ
look-question = Question
look-what = What
look-before-after = Before, now
look-required-yes = must be answered
look-required-no = may be left out
look-changes-more = { $count ->
    [one] { $count } more difference did not fit here. Compare the previews.
   *[other] { $count } more differences did not fit here. Compare the previews.
}
look-aspect-title = Title
look-aspect-stage = Step of the work
look-aspect-languages = Languages
look-aspect-files = Files
look-aspect-label = Label
look-aspect-hint = Hint
look-aspect-type = What is asked for
look-aspect-choices = Choices
look-aspect-required = Must be answered
look-aspect-relevant = When it is shown
look-aspect-constraint = What an answer must satisfy
look-aspect-calculation = How it is worked out
look-aspect-class = Data class
look-aspect-fact = Fact name
