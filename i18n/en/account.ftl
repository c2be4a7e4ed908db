# The own account: who one is, where one is signed in, passkeys.

account-title = Your account
account-email = E-mail
account-role = Role
account-agency = Agency
account-preferences = Language, look and mail
account-factors = How you prove that it is you
account-password-go = Choose another password
account-password = Another password
account-password-what = Once it is changed you are signed out everywhere, here too. Sign in again with the new one.
account-password-now = The password that you have now
account-app = App with codes
account-app-there = Set up.
account-app-none = Not set up.
account-app-go = App with codes
account-passkeys = Passkeys
account-passkeys-count = { $count ->
    [0] None.
    [one] { $count } passkey.
   *[other] { $count } passkeys.
}
account-passkeys-go = See and add passkeys
account-no-factor = A password alone can be seen or guessed. Set up an app with codes, or a passkey.
account-no-app = Set up an app with codes as well: you need it where a passkey does not work, and when you lose it.

# Where one is signed in
account-sessions = Where you are signed in
account-sessions-what = Each line is one browser or program. Only the kind of browser is kept, never an address.
account-sessions-caption = Your sessions, the last used first
account-with = With
account-with-browser = { $browser }
account-with-program = A program ({ $browser })
account-begun = Signed in
account-used = Last used
account-do = What you can do
account-this = This one
account-this-out = Sign out with the button above.
account-end = End it
account-end-which = begun { $moment }
account-end-others = End all others
account-not-yours = Something here that is not you? End all others, choose another password, and tell your focal point.
account-only-here = You are signed in nowhere else.
account-only-here-hint = When you sign in on another machine, it stands here, and you can end it from here.

# When one was here last
account-last = You signed in before this { $moment }, with { $browser }.
account-last-wrong = { $count ->
    [one] { $count } wrong password or code was tried since then. If it was not you, choose another password.
   *[other] { $count } wrong passwords or codes were tried since then. If it was not you, choose another password.
}
account-last-see = See where you are signed in

# Passkeys
account-passkeys-why = A passkey is kept by your device. You unlock it with your finger, face or device code, and no other page can ask for it in our name. Signing in still asks for your password first.
account-passkeys-there = Your passkeys
account-passkeys-none = You have none yet.
account-passkeys-none-hint = Add one below, on the device that you use most.
account-passkeys-caption = Passkeys, the first added first
account-passkey-name = Name
account-passkey-added = Added
account-passkey-unused = Never
account-passkey-remove-more = Remove…
account-passkey-remove-what = It will not sign you in any more, and you will be signed out everywhere. Delete it on your device as well.
account-passkey-remove = Yes, remove
account-passkey-add-title = Add a passkey
account-passkey-call = What you call it
account-passkey-add = Add a passkey
account-passkey-add-hint = Your browser asks you next. You will be signed out everywhere else.
account-passkey-no-scripts = Passkeys need scripts, which this browser does not run. Use an app with codes instead.
account-passkey-not-here = Passkeys do not work at this address. Use an app with codes.
account-passkey-not-made = Your browser made no passkey. Try again, or use an app with codes.
account-passkey-not-taken = This passkey was not taken. Try again; if it stays so, use a code or ask your focal point.
account-passkey-wrong-name = Give it a name of 1 to 40 characters.
account-passkey-only-one = It is your only second factor, and you need one. Set up an app with codes first.
account-passkey-use-title = With your passkey
account-passkey-use = Press the button, and unlock the passkey as your device asks you to.
account-passkey-use-no-scripts = This browser runs no scripts, so it cannot ask for your passkey. Use a code, or another browser.
account-passkey-show = Use your passkey
account-passkey-or-code = Or with a code
account-passkey-not-here-now = Your account has passkeys, and they do not work at this address. Open the address where you added them.

# Where others are let in again
account-recoveries = Colleagues who are locked out
