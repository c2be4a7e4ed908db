# Words of closed sets: the set's name, then the word.

# Roles
role-admin = Admin
role-supervisor = Supervisor
role-caseworker = Caseworker
role-focal_point = Focal point
role-data_manager = Data manager
role-auditor = Auditor
role-coordination = Coordination

# Urgencies
urgency-u0 = Immediate
urgency-u1 = Emergency
urgency-u2 = Urgent
urgency-u3 = Normal

# Kinds of agencies
agency-kind-ngo = Non-governmental organisation
agency-kind-un = United Nations, international
agency-kind-government = Authorities
agency-kind-police = Police or prosecution
agency-kind-military = Army
agency-kind-camp_management = Who runs a site
agency-kind-health_facility = Clinic or hospital
agency-kind-community = Community
agency-kind-other = Other

# States of submissions, and what to do
submission-state-waiting_media = Waiting for files
submission-state-waiting_media-next = Some files are still on the phone. Ask its user to connect and to send again. Nothing is lost as long as the phone keeps its copy.
submission-state-received = Received
submission-state-received-next = It will be opened in a moment. Nothing to do.
submission-state-waiting_key = Waiting for the key
submission-state-waiting_key-next = A key holder must unlock the agency’s keys, or reopen the retired key that it was written for. After that it opens by itself.
submission-state-key_disabled = Key disabled
submission-state-key_disabled-next = The key it was written for is disabled. If a key holder enables it again, it opens by itself; else ask the phone’s user to get the form anew and to fill it again.
submission-state-key_unknown = Key not here
submission-state-key_unknown-next = The key it was written for is not here, or was destroyed. Ask the phone’s user to get the form anew and to fill it again. If the agency has a copy of the key, it can be opened offline.
submission-state-stopped = Stopped
submission-state-stopped-next = An emergency stop is in force. It opens by itself once a key holder lifts the stop.
submission-state-damaged = Damaged
submission-state-damaged-next = It could not be opened, or it is not complete and unaltered. Ask the phone’s user to keep the copy on the phone. Then try again.
submission-state-sealed = Opened and sealed
submission-state-sealed-next = Nothing to do.
submission-state-erased = Erased
submission-state-erased-next = It was erased; nothing is left of it. A certificate says when and why.

# States of forms, and what they mean
form-state-open = Open
form-state-open-next = Phones can get it and can send.
form-state-closing = Closing
form-state-closing-next = New phones cannot get it. Phones that have it can still send.
form-state-closed = Closed
form-state-closed-next = Phones can neither get it nor send.

# What keys are for
key-purpose-collection = Collection key
key-purpose-collection-next = Phones lock each submission with it.
key-purpose-cases = Case key
key-purpose-cases-next = Cases and referrals are sealed with it.
key-purpose-identity = Identity key
key-purpose-identity-next = Names and contacts are sealed with it.
key-purpose-worker = Key of the agency’s own machine
key-purpose-worker-next = The machine signs with it what it asks of this server.

# States of keys
key-state-pending = Waiting for the second person
key-state-active = In use
key-state-retiring = Replaced: still opens what phones send with it
key-state-retired = Retired: opens nothing
key-state-destroyed = Destroyed
key-state-disabled = Disabled

# How keys are kept
custody-unattended = Kept by this server: opens day and night
custody-passphrase = Under a passphrase: opens only while unlocked
custody-agency = On the agency’s own machine: this server never has it

# Stages
stage-context = Site analysis
stage-screen = Screening
stage-consent = Consent
stage-verify = Interview
stage-intake = Intake
stage-id = Identity
stage-safety = Safety plan
stage-needs = Needs and plan
stage-refer = Referral
stage-feedback = Feedback
stage-follow = Follow-up
stage-close = Closure
stage-incident = Safety incident
stage-provider = Provider directory
stage-rights = Rights request

# Services
service-protection_cm = Protection case management
service-safe_shelter = Safe shelter
service-medical = Health care
service-cmr = Time-critical health care
service-mhpss = Mental health and support
service-legal = Legal advice
service-law_enforcement = Police and prosecution
service-child_protection = Child protection
service-gbv = GBV case management
service-tracing = Family tracing
service-documentation = Civil documents
service-livelihoods = Livelihood, training, cash
service-education = Education
service-basic_needs = Basic needs
service-return_reintegration = Return and reintegration
service-asylum_unhcr = Asylum and refugee protection
service-migrant_iom = Help for migrants
service-reintegration_armed = Reintegration
service-security = Security focal point
service-prevention = Information and prevention
service-sea_channel = Independent channel
service-review = Supervisor review
service-data_officer = Data protection officer

# Where a referral stands
referral-state-draft = Being made
referral-state-held = Held here: not shared
referral-state-sent = New
referral-state-seen = Seen
referral-state-info_requested = Question asked
referral-state-accepted = Accepted
referral-state-in_progress = In progress
referral-state-delivered = Service given
referral-state-closed = Closed
referral-state-declined = Declined
referral-state-recalled = Taken back
referral-state-expired = Not answered in time
referral-state-unplaced = Nobody is left
referral-state-person_declined = The person chose otherwise
referral-state-sent-sender = Not seen yet
referral-state-seen-sender = Seen, no answer yet
referral-state-info_requested-sender = Waits for your answer
referral-state-expired-sender = Not answered; the next was asked
referral-state-unplaced-sender = Nobody is left to ask

# Why an agency declines
decline-reason-no_capacity = We have no capacity now
decline-reason-not_eligible = The person cannot get our service
decline-reason-wrong_area = Outside our area
decline-reason-wrong_service = Not our service
decline-reason-conflict_of_interest = Conflict of interest
decline-reason-safety = We cannot do it safely
decline-reason-no_consent_for_data_needed = We need to know more than was agreed to
decline-reason-duplicate = We know this person already
decline-reason-other = Another reason

# What a receiver asks
question-still_wanted = Does the person still want this?
question-contact_still_safe = Is the agreed way of contact still safe?
question-can_travel = Can the person come to us?
question-may_bring_somebody = May somebody they trust come along?
question-needs_interpreter = Is an interpreter needed?
question-needs_access = Does the person need help to get in or around?
question-comes_with_dependants = Do others come along who depend on them?
question-can_wait_a_day = Can it wait for a day?

# What an owner answers
reply-yes = Yes
reply-no = No
reply-not_known = We do not know and cannot ask safely now
reply-not_to_be_told = The person does not want this told

# What a service came to
service-outcome-whole = All that was agreed
service-outcome-partly = A part of it
service-outcome-ongoing = It goes on
service-outcome-ended_early = It ended early

# Why a referral is taken back
recall-reason-withdrawn = The person took the consent back
recall-reason-sent_in_error = It should not have been sent
recall-reason-safety = It would not be safe there
recall-reason-not_needed = It is not needed any more
recall-reason-other = Another reason

# What a receiver says after it was taken back
statement-nothing_kept = We kept nothing outside this system
statement-destroyed = We destroyed what we had kept
statement-kept_by_law = We must keep something by law

# For what contact is opened
purpose-first_contact = To meet the person for the first time
purpose-service = To give the service
purpose-safety = To see that the person is safe
purpose-follow_up = To hear how it went

# Review of submissions
review-state-received = Received
review-state-hasissues = Has issues
review-state-edited = Edited
review-state-approved = Approved
review-state-rejected = Rejected
change-changed = Changed
change-added = Added
change-removed = Removed

# Kinds of browsers; why somebody is let in again
browser-firefox = Firefox
browser-chrome = Chrome
browser-safari = Safari
browser-edge = Edge
browser-opera = Opera
browser-collect = ODK Collect
browser-other = Another program
recovery-reason-phone_lost = Phone lost or stolen
recovery-reason-phone_changed = Phone broken or new
recovery-reason-passkey_gone = Passkey gone
recovery-reason-other = Something else

# What a question asks for
asks-text = Text
asks-number = Whole number
asks-decimal = Number
asks-date = Date
asks-time = Time
asks-moment = Date and time
asks-one = One choice
asks-many = Several choices
asks-rank = Put in order
asks-place = Place on the map
asks-image = Picture
asks-audio = Sound
asks-video = Film
asks-file = File
asks-barcode = Barcode
asks-range = Number from a scale
asks-confirm = Tick to confirm
asks-note = Text to read
asks-calculated = Worked out
