# What is needed before somebody is signed in, and at the start; the browser loads it first.

## Signing in

sign-in-title = Sign in to Kancil
sign-in-login = Login name
sign-in-password = Password
sign-in-go = Sign in
sign-in-forgot = Forgot your password? An administrator can give you a one-time link.
sign-in-ended = Your session has ended
sign-in-ended-next = Sign in again and you are back where you were.
sign-in-first = This installation has nobody yet
sign-in-first-next = The terminal in which Kancil was started shows a one-time link: open it to become its administrator.

## First run

first-run-title = Welcome to Kancil
first-run-lead = You become the administrator of this installation. Others are invited afterwards, each with a link of their own.
first-run-investigates = I will also work on cases myself (investigator)
first-run-investigates-help = Whoever is only an administrator looks after the installation and reads no case. This can be changed later under People.
first-run-go = Create the administrator
first-run-over = The first administrator is there already
first-run-over-next = This link works once. Sign in, or ask an administrator for a link of your own.
first-run-no-token = The link is not whole
first-run-no-token-next = Open the whole link that the terminal shows, with everything after the # sign. A new one is printed when Kancil is started again.

## Passwords

password-title = Choose your password
password-new = New password
password-again = The same again
password-help = At least 12 characters. A sentence of a few words is good: nobody else needs to know it, not even an administrator.
password-differs = The two are not the same
password-go = Keep this password
password-done = Your password is kept
password-done-next = Sign in with it now, as { $login }.
password-no-token = The link is not whole
password-no-token-next = Open the whole link you were given, with everything after the # sign, or ask for a new one: each works once.
password-old = Old password

## The start

home-title = What do you want to know?
home-lead = Paste an address, a transaction, a block or a name.
home-search-help = Anything you were given will do: an address in any form, a transaction, txid:output, a block hash or height, part of a label. Quotes and commas around it do not matter.
home-trace = Follow the money
home-trace-says = Where did it go, where is it now, and who could freeze it?
home-path = Find a path
home-path-says = Is there a way from one holder to another, and through what?
home-cases = My cases
home-cases-says = Tasks, boards, notes, files, evidence and requests.
home-screen = Screen a list
home-screen-says = Paste or upload many addresses and compare them with lists and labels.
home-labels = Label packs
home-labels-says = Who says what about whom, since when, and how sure they are.
home-no-ledger = There is no ledger yet
home-no-ledger-next = Blocks have to be read in before anything can be looked up. On the machine that runs Kancil:

## A person

people-name = Name
people-name-help = As colleagues know you; it stands in the audit log.
people-login-help = Letters, digits and . _ - + @. Capitals count as small letters.

## Roles

role-viewer = Viewer
role-analyst = Analyst
role-lead = Lead
role-compliance-officer = Compliance officer
role-investigator = Investigator
role-trainer = Trainer
role-trainee = Trainee
role-administrator = Administrator
