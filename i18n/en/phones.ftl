# Phones.

phones-title = Phones
phones-add-title = Add a phone
phones-name = Name for this phone
phones-name-hint = For example “Team 2, phone A”. Do not use the name of a person you help.
phones-name-missing = Give the phone a name.
phones-area = Area where it works
phones-area-optional = (may be left out)
phones-area-hint = The area’s code, for example XX0101. Where a place is not cleared, the phone is not offered screening forms.
phones-does = What the phone does
phones-auto-send = Send finished forms by itself
phones-delete = Delete what was sent from the phone
phones-no-drafts = Keep no half-filled forms
phones-add = Add and show its code
phones-list = Phones of this project
phones-none = No phone yet.
phones-none-add = Add one above. Then scan its code with ODK Collect.
phones-none-ask = Ask the admin of this server to add one.
phones-caption = Who can get forms and send
phones-phone = Phone
phones-seen = Last seen
phones-added = Added
phones-state = State
phones-never = Never
phones-revoked = Revoked
phones-can-send = Can send
phones-revoke-more = Revoke…

# A new one, shown once
phones-new-title = New phone
phones-new-heading = Set up “{ $name }”
phones-new-once = Scan it now, or print this page and keep the paper locked. Whoever has this code can send as this phone.
phones-new-qr = QR code with the settings for ODK Collect
phones-new-by-code = With the code
phones-new-step-1 = Open ODK Collect on the phone.
phones-new-step-2 = Choose “Configure with QR code”.
phones-new-step-3 = Point the camera at the code.
phones-new-step-4 = Get the blank forms.
phones-new-picture = Save the code as a picture
phones-new-by-name = By typing: with user name
phones-new-server = Server
phones-new-user = User name
phones-new-password = Password
phones-new-by-address = By typing: address only
phones-new-server-secret = Server (keep secret)
phones-new-done = Done: back to phones

# Revoking
phones-revoke-title = Revoke a phone
phones-revoke-heading = Revoke “{ $name }”?
phones-revoke-what = After this, the phone <strong>can no longer get forms or send</strong>. What it has not sent yet stays on it. This cannot be undone; you can add the phone again with a new code.
phones-revoke-seen = Last seen: { $moment }
phones-revoke-seen-never = Last seen: never
phones-revoke = Revoke this phone
phones-revoke-keep = Keep it
