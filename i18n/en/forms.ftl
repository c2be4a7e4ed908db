# Forms.

forms-title = Form
forms-general = General form
forms-never = Never published
forms-draft-title = Draft, version { $version }
forms-draft-saved = Saved { $moment }. Phones do not have it yet.
forms-clean = No findings
forms-clean-hint = The check found nothing to mend.
forms-blocked = <strong>Cannot be published yet.</strong> Mend the form and upload it again below.
forms-publish-why = Why publish in spite of the warnings?
forms-publish-why-optional = Why publish in spite of the warnings? (optional)
forms-publish-why-hint = Others will read this. Write nothing about a person.
forms-publish = Publish to phones
forms-publish-admin = The admin of this server publishes it.
forms-versions-title = Versions
forms-versions-none = Not published yet.
forms-versions-none-hint = Phones get the form after its draft is published.
forms-versions-caption = Published versions, newest first
forms-version = Version
forms-published = Published
forms-by = By
forms-on-phones = On phones
forms-reason-given = Reason given: { $reason }
forms-by-server = The server
forms-state-title = State
forms-state-what = What phones may do
forms-state-choice = { $state }: { $what }
forms-state-save = Save state
forms-new-replace = Replace the draft
forms-new-version = New version

# Uploading
forms-file = Form file
forms-file-hint = An XLSForm (.xlsx, .md), or the XML that was made of one.
forms-paste = Or paste the XML
forms-xml = Form XML
forms-accept = Keep it in spite of the converter’s warnings

# What the check found
forms-found-caption = What the check found
forms-found-where = Where
forms-found-weight = Severity
forms-found-what = What
forms-found-error = Must be mended
forms-found-warning = Warning
forms-found-note = Note
forms-found-form = The form

# What was wrong
forms-wrong-exists = This project has a form with this id already. Open it below, and upload there.
forms-wrong-reason = Write why it should be published in spite of the warnings.
forms-wrong-version = Version “{ $version }” was published before. Give the form another version and upload it again.
forms-wrong-found = The check found what must be mended first. Nothing was saved.
forms-wrong-form = This is not a form that phones can use. { $why } Nothing was saved.
forms-wrong-table = The table cannot be converted. Mend the rows below and upload it again. Nothing was saved.
forms-wrong-other = { $why } Nothing was saved.
forms-wrong-large = It is too large: it may have { $most } MB.
forms-wrong-nothing = Choose the form’s file, or paste its XML.
forms-wrong-broken = The file did not arrive whole
forms-wrong-warnings = The table converts, with warnings. Mend the rows below, or upload it again and accept them. Nothing was saved.
forms-busy = The file is sent and read. This can take a minute.
