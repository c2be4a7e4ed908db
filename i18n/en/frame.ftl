# What stands around every page.

frame-skip = Skip to the content
frame-sign-out = Sign out
frame-quick-exit = Quick exit
frame-menu = Main
frame-language = Language
frame-language-change = Change
frame-who = { $role }, { $agency }

# The menu
frame-nav-home = Home
frame-nav-queue = Queue
frame-nav-cases = Cases
frame-nav-projects = Projects
frame-nav-keys = Keys
frame-nav-people = People
frame-nav-agencies = Agencies
frame-nav-audit = Audit
frame-nav-stops = Emergency

# Pieces of several pages
frame-here = You are here
frame-not-done = Not done yet.
frame-comma = { ", " }
frame-pager = More of this list
frame-pager-earlier = Earlier in the list
frame-pager-further = Further in the list
frame-locked-title = Content is locked
frame-locked-away = The part of this server that opens content does not answer, so nobody can read content now. What phones send is kept. Reload this page in a few minutes. Times and states still show.
frame-locked-holder = Your agency’s keys are locked, so nobody can read content now. You are a key holder.
frame-locked-unlock = Unlock the keys
frame-locked-ask = Your agency’s keys are locked, so nobody can read content now. Ask your focal point or your data manager to unlock them. Times and states still show.
frame-once-title = Link for { $name }
frame-once-only = Shown only once.
frame-once-give = Give it to { $name } yourself, or by a safe message. It works one time, until { $moment }.
frame-nav-insight = Numbers

# The menu of admins, coordination and records
frame-nav-pathway = Pathway
frame-nav-records = Records
frame-nav-machines = Machines
frame-sub = Beside this page
frame-sub-directory = Directory
frame-sub-protocols = Protocols
frame-sub-sites = Sites
frame-sub-retention = Retention
frame-sub-certificates = Certificates
