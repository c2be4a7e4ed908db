# Entity lists of a project.

lists-title = Lists
lists-lead = Forms keep these lists, and phones choose from them. They hold places and things, never who a person is.
lists-none = No form of this project keeps a list.
lists-none-hint = A list comes with the first published form that keeps it.
lists-caption = Lists, by name
lists-list = List
lists-entries = Entries
lists-properties = Properties
lists-new = New entries
lists-by-person = A person lets them in
lists-at-once = Come in at once
lists-waiting = What waits, or was refused
lists-waiting-none = Nothing waits.
lists-waiting-caption = Oldest first
lists-came = Came
lists-state = State
lists-submission = Submission
lists-waits-piece = Waits for a missing piece
lists-waits-order = Waits for what comes before it
lists-waits-person = Waits for a person
lists-refused = Refused
lists-count = { $count ->
    [one] { $count } entry
   *[other] { $count } entries
}
lists-empty = Nothing is in this list yet.
lists-empty-hint = The first submission that makes an entry fills it.
lists-one-caption = As phones get it
lists-entry = Entry
