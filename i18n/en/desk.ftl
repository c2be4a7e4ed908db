# Preferences, undo, being away.

desk-undo = Take that back
desk-idle = Nothing was done here for a while. In one minute you are signed out, and what is half typed is lost.
desk-idle-stay = Stay signed in
desk-preferences-title = Preferences
desk-preferences-what = Only you see these. They go with your account, not with this machine.
desk-preferences-wrong = Choose one of what is offered. Nothing was changed.
desk-preferences-keep = Save
desk-language-any = As this browser asks
desk-digits = Digits
desk-digits-hint = In Arabic, for counts and times. Codes keep 0 to 9.
desk-theme = Look
desk-theme-auto = As this machine is set
desk-theme-light = Light
desk-theme-dark = Dark
desk-theme-contrast = Black on white, strong lines
desk-zone = Time zone
desk-zone-hint = Times on pages are shown in it.
desk-mail = Mail
desk-mail-hint = It says that something waits, and how pressing it is. Never what.
desk-mail-yes = Send me mail when something waits for me
