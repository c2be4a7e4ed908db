# People.

people-title = People
people-list = Who can sign in
people-none = Nobody yet.
people-none-hint = Invite the first person below.
people-caption = Accounts, by name
people-person = Person
people-role = Role
people-last = Last signed in
people-state = State
people-never = Never
people-account-active = Active
people-account-invited = Invited: no password yet
people-account-disabled = Disabled
people-reset = New link
people-for = for { $name }
people-disable-more = Disable…
people-disable-what = { $name } is signed out at once and cannot sign in again.
people-disable = Yes, disable
people-invite-title = Invite a person
people-name = Name
people-email = Work e-mail
people-agency = Agency
people-agency-none = None (admin or auditor)
people-invite = Make the invitation link
people-invite-hint = No e-mail is sent. You get a link to hand over.
people-wrong-role = Choose a role.
people-wrong-taken = Somebody has this e-mail address here already.
people-wrong-email = This is no e-mail address.

# Certifying, searching, what roles are for
people-search = Name or e-mail
people-search-do = Search
people-search-all = Show everybody
people-search-none = Nobody here has this name or address.
people-certified = May read interviews until
people-certified-over = Certified until: train again
people-certify-more = Certify…
people-certify-means = After the training this person may read interviews of their cases for twelve months. Your name stands beside it in the audit.
people-certify = Yes, for twelve months
people-does-admin = Runs this server, reads no content
people-does-supervisor = Decides as the second person, reads their agency’s cases
people-does-caseworker = Works on cases and answers requests
people-does-focal-point = Invites people, holds keys, answers requests
people-does-data-manager = Holds keys, prepares forms
people-does-auditor = Reads who did what, never content
people-does-coordination = Signs the pathway and protocols
