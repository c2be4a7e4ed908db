# Signing in, choosing a password, the second factor.

entry-title = Sign in
entry-email = E-mail
entry-password = Password
entry-sign-in = Sign in
entry-no-password = No password yet, or forgotten? Ask your agency’s focal point for a new link.
entry-wrong = E-mail or password is wrong. Check both and try again.
entry-wrong-code = This code is wrong, or was used already. Wait until the app shows the next one, and type that. After ten wrong ones, wait a quarter of an hour.
entry-too-late = The code came too late. Type e-mail and password again.

# The second step
entry-step-title = One more step
entry-step-what = Open the app on your phone that shows your codes, and type the six digits that it shows now.
entry-code = Code
entry-phone-lost = Phone lost? Your focal point, or another admin, can let you in again together with a second person.
entry-begin-again = Begin again

# The one-time link
entry-welcome-title = Choose a password
entry-welcome-hello = Hello { $name }. This link works once. Choose a password to use with <strong>{ $email }</strong>.
entry-new-password = New password
entry-new-password-hint = At least { $least } characters. Four or five words that only you put together are good.
entry-password-again = The same password again
entry-save-password = Save password
entry-welcome-hint = Do not use a password that you use somewhere else. Nobody who works here will ever ask for it.
entry-password-differs = The two passwords are not the same. Type both again.

# The second factor
entry-factor-title = Your second factor
entry-factor-there = You have one: signing in asks for a code from your phone.
entry-factor-remove-title = Remove it
entry-factor-remove-how = For a new phone: remove it here, sign in again, and set it up on the new one. You will be signed out everywhere.
entry-factor-code = Code that the app shows now
entry-factor-remove = Remove
entry-factor-why = A password can be seen or guessed. With a second factor, signing in also asks for a code of six digits, which an app on your own phone shows. The app needs no network.
entry-factor-required = You need it before you can go on.
entry-factor-secret = Let nobody else see or photograph it.
entry-factor-qr = QR code for your authenticator app
entry-factor-by-code = With the code
entry-factor-step-1 = Install an authenticator app on your phone, if you have none.
entry-factor-step-2 = In it, choose to add an account, and point the camera at the code.
entry-factor-step-3 = Type the six digits that it shows below.
entry-factor-by-typing = By typing
entry-factor-type = Choose “by time”, and type:
entry-factor-confirm = Confirm
entry-factor-anew = Begin anew with another code
entry-factor-anew-title = Another code
entry-factor-anew-why = If somebody else saw this code, or the app does not take it, begin anew: this code then stops working. Your password shows that it is you.
entry-factor-set-up = Set it up
entry-factor-wrong-password = The password is wrong. Nothing was changed.

# The one-time link does not work
entry-link-title = This link does not work any more
entry-link-what = It was used already, or its time is over.
entry-link-next = If you have a password, sign in with it. If not, ask whoever gave you the link for a new one.
