# From a draft to phones.

publish-tabs = Pages of this form
publish-tab-versions = Versions
publish-tab-draft = Draft
publish-tab-files = Files of the draft
publish-tab-code = Testing
publish-tab-look = Preview
publish-tab-changes = Differences
publish-waits = Waits for a second person
publish-by-second = Published by { $name }

# Steps from a draft to phones
publish-steps-lead = From top to bottom: then it is on phones.
publish-step-definition = Definition
publish-step-files = Files
publish-step-findings = What the check found
publish-step-look = Look at it
publish-step-test = Test it on a phone
publish-step-ask = Ask to publish
publish-step-second = A second person publishes
publish-step-publish = Publish
publish-blocked = Not yet: mend what the check found above, and upload the definition again.
publish-saved-by = Saved { $moment } by { $name }. Phones do not have it yet.
publish-look-what = Read every question as the phone asks it, in each of its languages.
publish-look-go = Preview
publish-changes-go = What differs from the version on phones
publish-test-what = Fill it on a real phone. What is sent is judged and not kept.
publish-test-go = Show the code for testing
publish-ask = Ask a second person
publish-asked-by = { $name } asked { $moment }.
publish-asked = Asked { $moment }.
publish-withdraw = Take the request back
publish-not-asked = Nobody has asked yet. If the draft changes, it must be asked for again.
publish-second-you = You did not make this draft. Look at it, and publish it if it is right.
publish-second-other = Whoever saved this draft, changed its files or asked cannot publish it. Another person who runs this server does that. If all of you changed it, one of you saves the draft again alone.
publish-second-admin = An admin of this server who had no hand in it publishes it.

# Files
publish-files-title = Files of the draft
publish-files-lead = Pictures, sounds and tables that the form names. Phones get them with the form.
publish-files-none = This form needs no files.
publish-files-here = { $here } of { $all } files are there.
publish-files-go = See the files
publish-files-caption = Files that the draft names
publish-files-name = File
publish-files-kind = Kind
publish-files-state = State
publish-files-do = Change
publish-kind-image = Picture
publish-kind-audio = Sound
publish-kind-video = Film
publish-kind-file = Data
publish-file-here = There
publish-file-list = From an entity list
publish-file-missing = Missing
publish-file-choose = File
publish-file-upload = Upload this file
publish-file-remove = Remove
publish-size = { $kb } kB
publish-lists = This form keeps entity lists: { $names }.
publish-wrong-nothing = Choose a file.
publish-back = Back to the form

# Testing
publish-code-title = Testing a draft
publish-code-heading = Test version { $version } on a phone
publish-code-kept-title = Judged and not kept.
publish-code-kept = What a phone sends while testing is checked as it will be later, and forgotten at once: no case, no referral, nothing to read. Fill in invented answers all the same.
publish-code-lead = The code makes a project of its own in ODK Collect, beside the real one. It works until the draft is replaced, published or thrown away.
publish-code-show = Show the code
publish-code-once = Scan it now: the code stands on this page only, and reloading does not show it again. Whoever has it can read the questions of the draft.
publish-code-qr = QR code with the settings for testing in ODK Collect
publish-code-step-1 = Open ODK Collect on the phone.
publish-code-step-2 = Choose “Add project”, then point the camera at the code.
publish-code-step-3 = Fill the form and send it.
publish-code-step-4 = Delete that project from the phone afterwards.
