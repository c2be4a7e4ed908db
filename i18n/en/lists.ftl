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
lists-open = Open
lists-waits-piece = Waits for a missing piece
lists-waits-order = Waits for what comes before it
lists-waits-person = Waits for a person
lists-refused = Refused
lists-fault-no-action = It says neither “create” nor “update”.
lists-fault-no-id = Its id is no UUID.
lists-fault-no-label = It has no label.
lists-fault-no-base = It does not say which version it changes.
lists-fault-no-number = One of its versions is no whole number.
lists-fault-no-branch = It names a version from the server, but not its own branch.
lists-fault-no-version = It names a version that was never there.
lists-fault-exists = An entry with this id is here already.
lists-fault-deleted = The entry with this id was deleted.
lists-fault-unknown = There is no entry with this id.
lists-fault-not-declared = The form does not keep this list, or not like this.
lists-fault-unreadable = It could not be read.
lists-fault-here-unreadable = The entry that it changes could not be read.
lists-count = { $count ->
    [one] { $count } entry
   *[other] { $count } entries
}
lists-empty = Nothing is in this list yet.
lists-empty-hint = The first submission that makes an entry fills it.
lists-one-caption = As phones get it
lists-entry = Entry
