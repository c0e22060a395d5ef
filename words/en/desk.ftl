# The desk's own pages: packs, people, tokens, audit, status, one's account, the API.

## People

people-title = People
people-tab = People
people-roles-tab = Roles
people-add = Add a person
people-add-says = Afterwards you get a one-time link, with which they choose their own password.
people-change = Change
people-change-title = Change { $login }
people-save = Save
people-saved = Saved
people-roles = Roles
people-state = State
people-added = Added
people-do = What can be done
people-active = Active
people-disabled = Shut out
people-no-password = Link not used yet
people-disable = Shut this person out: they cannot sign in, and their tokens stop working
people-permission = May
people-trainee-says = A trainee sees made-up chains and no real label, so that role goes with no other.
people-link = One-time link
people-link-title = One-time link for { $name }
people-link-says = With it they choose a password. Hand it over in person or by a call: whoever has it, can use it, once.
people-link-until = It works until

permission-look = look anything up
permission-trace = follow money
permission-screen = screen lists
permission-labels = import label packs
permission-jobs = see and stop everybody's jobs
permission-system = see the state of the installation
permission-metrics = read metrics
permission-audit = read and verify the audit log
permission-people = manage people
permission-tokens = make API tokens
permission-cases = read the cases one belongs to
permission-work-cases = open cases and work in one's own
permission-manage-cases = say who belongs to a case
permission-approve-requests = approve requests that others drafted


## Tokens

tokens-title = API tokens
tokens-lead = A key for a program that asks Kancil in your name. It may do at most what you may.
tokens-make = Make a token
tokens-none = You have no tokens
tokens-none-says = Make one when a program of yours is to ask Kancil by itself.
tokens-name = Name
tokens-name-help = What it is for, so that you know later which one to revoke.
tokens-scopes = May
tokens-created = Made
tokens-expires = Works until
tokens-expires-help = At most a year. A new one can be made at any time.
tokens-used = Last used
tokens-expired = expired
tokens-token = token
tokens-made = Token { $name }
tokens-made-says = Kancil keeps only its fingerprint. Put it where your program reads it; if it gets lost, revoke it and make another.
tokens-revoke = Revoke
tokens-revoke-title = Revoke { $name }?
tokens-revoke-says = Programs that use it are refused from now on. This cannot be undone.
tokens-revoked = Token { $name } is revoked

## Audit log

audit-title = Audit log
audit-lead = Who did what, and when. Entries are chained: changing or removing one breaks all after it.
audit-head = Head of the log
audit-head-says = This line fixes everything up to now. Print it, or keep it where nobody who administers this machine can change it; later it proves that nothing before it was rewritten.
audit-verify = Verify
audit-verify-head = A head that was kept
audit-verify-help = May be left empty: then the chain and its newest head are checked.
audit-verify-go = Verify the log
audit-whole = The log is whole
audit-whole-says = { $checked } entries, each fits the one before.
audit-whole-head = { $checked } entries, each fits the one before, and they lead to the head you kept.
audit-broken = The log is broken
audit-broken-at = The first entry that cannot be trusted is { $seq }:
audit-broken-next = Keep a copy of the data directory as it is, and tell whoever is answerable for it. What stands before that entry can be trusted.
audit-entries = Entries
audit-seq = Entry
audit-at = Time
audit-actor = Who
audit-action = What
audit-object = To what
audit-details = Details
audit-hash = Hash
audit-erased = erased, as retention rules allow; the entry itself stands
audit-all = everything
audit-filter = Filter
audit-no-filter = Show all
audit-none = No entry fits
audit-none-says = Show all, or ask for someone or something else.

audit-action-record-create = record created
audit-action-record-backup = record backed up
audit-action-record-restore = record restored from a backup
audit-action-first-run-link = first-run link made
audit-action-first-run-done = first administrator created
audit-action-user-create = person added
audit-action-user-change = person changed
audit-action-user-preferences = own settings changed
audit-action-user-link = one-time link made
audit-action-user-password = password changed
audit-action-session-open = signed in
audit-action-session-refuse = sign-in refused
audit-action-session-close = signed out
audit-action-token-create = token made
audit-action-token-revoke = token revoked
audit-action-labels-import = label file imported
audit-action-search-run = looked up
audit-action-screen-run = screened
audit-action-trace-run = traced
audit-action-path-run = path sought
audit-action-taint-run = taint measured
audit-action-job-cancel = job cancelled
audit-action-result-export = result exported
audit-action-access-refuse = access refused
audit-action-audit-verify = audit log verified
audit-action-audit-erase = details erased
audit-action-case-create = case opened as new
audit-action-case-change = case changed
audit-action-case-open = case read
audit-action-case-member-add = member added to a case
audit-action-case-member-remove = member taken out of a case
audit-action-task-add = task added
audit-action-task-change = task changed
audit-action-note-write = note written
audit-action-file-attach = file attached
audit-action-file-open = file read
audit-action-board-create = board made
audit-action-board-draw = board drawn on
audit-action-evidence-pin = fact pinned
audit-action-evidence-exhibit = exhibit frozen
audit-action-request-draft = request drafted
audit-action-request-move = request moved on
audit-action-paper-make = paper made of a case

## Labels

labels-title = Label packs
labels-lead = Labels are claims: somebody says something about an address, since some day, and is more or less sure. Each keeps its source.
labels-packs = Packs
labels-pack = Pack
labels-creator = By
labels-format = Form
labels-subjects = Subjects
labels-claims = Claims
labels-imported = Imported
labels-digest = Digest
labels-set = All packs together have the digest
labels-none = There are no label packs yet
labels-none-import = Import a file above: a TagPack, an OFAC list, a CSV with addresses and names…
labels-none-ask = A lead, a compliance officer or an administrator can import them.
labels-import = Import label files
labels-import-pick = Choose files
labels-import-drop = or drop them here. Nothing of a file is taken silently: every row that is refused is shown with its reason.
labels-import-sending = { $file } is being read…
labels-import-failed = { $file } was not imported
labels-import-over = Import finished
labels-about = What the files do not say themselves
labels-about-says = For plain lists. What a file does say is not overridden.
labels-about-ticker = Chain
labels-about-list = List it is a copy of
labels-about-category = Category
labels-about-seen = Day it was seen
labels-about-source = Source
labels-about-title = Title of the pack
labels-result-imported = { $file } is imported
labels-result-already-imported = { $file } was imported before
labels-result-refused = { $file } was refused
labels-result-passed-over = { $file } was passed over
labels-rows = { $rows } rows: { $taken } taken, { $duplicates } twice, { $refused } refused. { $claims } claims.
labels-refused = Refused rows
labels-refused-count = Rows
labels-refused-why = Why
labels-refused-examples = Examples
labels-line = line { $line }
labels-read-as = Words that were read as a category
labels-unsupported = What this version does not read

## Status

status-title = Status
status-ledgers = Ledgers
status-ledger = Ledger
status-height = Height
status-tip = Newest block
status-tip-time = Its time
status-age = Age
status-transactions = Transactions
status-addresses = Addresses
status-labels = Labels
status-packs = Packs
status-packs-count = { $packs } packs with { $claims } claims
status-newest = Newest
status-digest = Digest
status-record = Record and disk
status-record-state = Record
status-writable = can be written
status-read-only = cannot be written
status-disk = Disk
status-disk-free = { $free } of { $total } free
status-disk-used = used
status-program = Program
status-version = Version
status-instance = Installation
status-listen = Listens on
status-loopback = this machine alone
status-started = Since
status-unread = Some ledgers do not open
status-unread-next = The others work. On the machine that runs Kancil, this says what is damaged:
status-languages = Languages
status-language-says = { $messages } of { $of } texts, { $drafted } drafted by a machine
status-drafted = to be read over
status-jobs = Jobs
status-jobs-none = No jobs
status-jobs-none-says = Long questions, such as traces, run as jobs and are listed here.
status-job-kind = Question
status-job-state = State
status-job-question = About
status-job-started = Started
status-job-do = What can be done
status-job-progress = { $done } of at most { $of }
status-job-cancelled = The job is cancelled

job-kind-trace = Trace
job-kind-path = Path
job-kind-screen = Screening
job-kind-taint = Taint
job-kind-report = Report of an exhibit
job-kind-pack = Evidence pack
job-kind-request = Letter of a request
job-state-waiting = waiting
job-state-running = running
job-state-done = done
job-state-failed = failed
job-state-cancelled = cancelled

## My account

me-who = Who you are
me-may = You may
me-look = How pages look and behave
me-theme = Colours
me-theme-system = As this computer has them
me-theme-light = Light
me-theme-dark = Dark
me-marks = Mark texts that a machine drafted
me-password = Change your password

## The API's page

docs-title = The API
docs-lead = Everything these pages show can be had by a program, with a token.
docs-subjects = Subjects
docs-all = All
docs-other = Other
docs-parameters = Parameters
docs-body = Sends
docs-answer = Answers
docs-scopes = Needs one of:
docs-required = required
docs-inside = Fields of { $name }
