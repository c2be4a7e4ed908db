# Agencies.

agencies-title = Agencies
agencies-lead = You see states and fingerprints of keys. Only an agency’s own key holders can make, unlock or disable them.
agencies-none = No agency yet.
agencies-none-add = Add the first one below.
agencies-none-then = Then invite its focal point and its data manager: they make its keys.
agencies-disabled = Disabled
agencies-services = Services
agencies-no-key = No key
agencies-no-key-hint = Phones cannot send yet. Remind its focal point and data manager to make the keys.
agencies-keys-of = Keys of { $name }
agencies-key = Key
agencies-state = State
agencies-first = <strong>Nobody works here yet.</strong> Invite its focal point, who invites all others. You can do this once.
agencies-services-more = Change services…
agencies-services-of = Services of { $name }
agencies-services-save = Save services
agencies-add-title = Add an agency
agencies-code = Short code
agencies-code-hint = 2 to 20 letters, digits or hyphens, for example “SHELTER-1”. It cannot be changed later.
agencies-kind = Kind of organisation
agencies-kind-hint = Where police, an army or the people who run a site may be part of what happened, agencies of that kind are told nothing.
agencies-offers = Services that it offers
agencies-add = Add agency
agencies-wrong-name = Give the agency a name.
agencies-wrong-code = Another agency has this code.
