# Why something was not done: what a server answers with (RFC 9457) and a screen shows.
# Ids are stable: a message may be worded better, its variables keep their names.

## Titles, one a kind of answer

title-400 = That cannot be understood
title-401 = Sign in first
title-403 = Not allowed
title-404 = Not found
title-405 = Not possible here
title-406 = Not to be had in this form
title-408 = Too slow
title-409 = Contradiction
title-410 = No longer kept
title-413 = Too large
title-415 = Of a kind not taken here
title-421 = Asked under a strange name
title-422 = That cannot be answered
title-429 = Too many
title-431 = Headers too large
title-500 = A fault of the program
title-503 = Not at the moment

## Asking

problem-bad-request = the request is not well-formed
problem-body-unreadable = the body could not be read: { $reason }
problem-query-unreadable = the query could not be read: { $reason }
problem-path-unreadable = the address of this request is not well-formed
problem-not-found = there is nothing at this address
problem-method-not-allowed = this address does not take { $method }
problem-media-type = this wants a body of type { $wanted }
problem-not-acceptable = this can be had as { $formats } only
problem-too-long = more than { $bytes_max } bytes were sent
problem-too-slow = the request took too long to arrive
problem-strange-host = this server does not go by the name in the request
problem-takes-too-long = no answer was found within { $seconds } seconds
problem-busy = too much is being asked at the moment
problem-stopping = the server is stopping
problem-internal = something went wrong in the program; it was not what you asked
problem-cursor = this place in the list is not known: begin at its start
problem-no-such-list = '{ $text }' has no such list
problem-not-one-cluster = '{ $text }' and '{ $other }' are not of one cluster
problem-cluster-too-large = this cluster has { $members } members; ways through its joins are looked for among at most { $most }
problem-field-missing = { $field } is missing
problem-field-unreadable = { $field } is not understood
problem-field-too-long = { $field } has more than { $most } characters

## Signing in

problem-sign-in = this needs you to be signed in
problem-sign-in-failed = the name or the password is wrong
problem-sign-in-throttled = too many attempts: wait { $seconds } seconds
problem-csrf = this request does not carry its session's mark, so it may come from another page
problem-cross-site = this request comes from another site
problem-token-invalid = this token is not valid
problem-token-scope = this token may not do that: it lacks the scope { $scope }
problem-not-allowed = your role does not allow this
problem-not-by-token = this cannot be done with a token: sign in
problem-first-run-over = the first administrator is there already
problem-link-invalid = this link was used, has expired, or is not whole
problem-password-short = a password has at least { $least } characters
problem-password-long = a password has at most { $most } bytes
problem-password-common = a password is not made of the login name, or of one or two characters again and again
problem-password-wrong = the old password is wrong

## People and tokens

problem-user-unknown = there is no such person
problem-login-taken = somebody has this login name already
problem-login-bad = a login name has 1 to { $most } of the letters a to z, digits and . _ - + @, and begins with a letter or digit
problem-role-unknown = there is no role { $role }
problem-trainee-alone = a trainee sees no real data, so this role goes with no other
problem-last-administrator = this would leave nobody who can administer
problem-token-unknown = there is no such token
problem-scope-unknown = there is no scope { $scope }
problem-expiry-bad = a token expires in the future, within { $days } days
problem-too-many-tokens = you have as many tokens as a person can have: revoke one first

## The record

problem-record-read-only = nothing can be written at the moment: the disk is full, or not writable
problem-head-unreadable = this is no signed head of an audit log

## Jobs

problem-job-unknown = there is no such job
problem-job-not-done = the job has no result yet
problem-job-failed = the job failed
problem-job-cancelled = the job was cancelled
problem-result-dropped = the result is no longer kept: ask again
problem-result-too-large = the result is larger than { $mib_max } MiB: ask for less at a time
problem-too-many-jobs = you have { $count } jobs waiting or running already

## Label files

problem-label-import-failed = the file could not be imported
problem-upload-too-large = a label file has at most { $mib_max } MiB here
problem-upload-empty = the file is empty

## What was pasted

problem-paste-unreadable = { $reason }
problem-paste-secret = { $reason }
problem-paste-too-long = a text of { $length } bytes is too long to be one subject: at most { $most }
problem-no-cluster-of-text = '{ $text }' names no cluster
problem-no-such-output = { $txid } has no output { $output }: it has { $outputs }, counted from 0

## Where it is

problem-not-on-a-ledger-chain = '{ $text }' is not on a chain that a ledger here holds
problem-no-ledger-yet = '{ $text }' cannot be looked up: there is no ledger yet
problem-nowhere = '{ $text }' does not occur in { $searched }
problem-several-ledgers = '{ $text }' is in several ledgers: { $ledgers }
problem-two-ledgers = '{ $text }' is in { $ledger }, but '{ $other }' is in { $other_ledger }
problem-no-such-ledger = there is no ledger { $ledger }

## When

problem-date-unreadable = { $field }: '{ $text }' is not a date: write YYYY-MM-DD
problem-time-unreadable = { $field }: '{ $text }' is not a time: write YYYY-MM-DD or YYYY-MM-DDTHH:MM:SSZ
problem-ledger-unreadable = { $field }: '{ $text }' is not the name of a ledger
problem-amount-unreadable = { $field }: '{ $text }' is not an amount: write 0.01, 0.01btc or 5000sat
problem-in-the-future = { $field } { $day } is in the future: today is { $today } (UTC)

## What cannot be asked of it

problem-no-holder = '{ $text }' is data: nobody holds it, so it has no cluster
problem-no-single-holder = '{ $text }' has no single holder, so no cluster
problem-nothing-to-follow = there is nothing to follow
problem-empty-list-to-follow = there is nothing to follow: the list is empty
problem-nothing-to-screen = there is nothing to screen: the list is empty
problem-transaction-gone = the transaction is not there
problem-several-forms = this address does not occur, but several other forms of its key do
problem-block-not-followed = a block cannot be followed: its coins can
problem-no-labels-of-blocks = '{ $text }' is a block: labels are about addresses and transactions
problem-no-such-category = '{ $text }' is not a category
problem-index-broken = the ledger contradicts itself

## A trace's question

problem-transaction-unknown = transaction { $txid } is not in this ledger
problem-output-unknown = transaction { $txid } has { $outputs } outputs: there is no output { $output }
problem-address-unknown = address { $address } never appears in this ledger
problem-no-subject = name at least one output, transaction, address or cluster
problem-no-method = name at least one method: poison, haircut, fifo, lifo or tiho
problem-outputs-of-no-transaction = outputs can be picked of a transaction only, and only forward
problem-window-reversed = the time window ends ({ $to }) before it begins ({ $from })
problem-share-too-large = a share is at most 1000000 millionths, not { $share }
problem-confidence-too-large = a confidence is at most 100, not { $confidence }
problem-too-much-work = a trace reads at most { $most } inputs and outputs here, not { $legs }
problem-same-ends = both ends of the path are the same
problem-without-unreadable = '{ $text }' names nothing that can be done without
problem-without-no-rule = there is no rule '{ $rule }'
problem-without-no-transaction = transaction { $txid } is in no ledger here
problem-without-no-join = transaction { $txid } joined nobody
problem-without-no-pack = no label file here has the digest { $digest }
problem-without-no-source = no label here has the source '{ $source }'
problem-without-no-claim = no label here is '{ $text }'
problem-without-too-large = the clusters of { $ledger } are too large to be grown anew without it

## Bounds

problem-too-many-rows = { $field } is at most { $most } here, not { $count }
problem-too-many-subjects = { $count } subjects are too many for one question: at most { $most }
problem-too-much-memory = this needs { $needs_mib } MiB of memory, and may take { $most_mib }
problem-outgrows-memory = this needs more memory than it may take
problem-stopped = stopped after { $done }

## What to do next

hint-quote-cluster = a cluster is quoted by one of its addresses: cluster:ADDRESS
hint-choose-ledger = choose one, for example { $ledger }
hint-one-ledger-at-a-time = ask for the subjects of one ledger at a time
hint-labels-know-every-chain = labels and screening know addresses of every chain
hint-ingest-first = read blocks first: kancil ingest bitcoin PATH
hint-address-of = it is an address of { $networks }
hint-check-or-ingest = check it for a missing character, or ingest newer blocks
hint-ledgers-held = there are { $ledgers }
hint-nothing-known-of-the-future = nothing is known of a day that has not come
hint-ask-for-address-or-output = ask for an address, or for one output: TXID:N
hint-ask-for-a-form = ask for one of them: { $addresses }
hint-new-coin = its newly mined coin is { $out_point }
hint-categories = for example sanction, ransomware, mixing_service, sea:pig_butchering
hint-verify-store = check it: kancil store verify
hint-more-memory-or-poison = allow more memory, or ask by the method poison, which takes at most half
hint-more-memory-or-haircut = allow more memory, or ask by the method haircut, which keeps no runs
hint-ask-for-less = ask for less at a time
hint-ledger-may-have-changed = the ledger may have been rewound since the last page
hint-page-the-joins = look through its joins page by page
hint-without-forms = write rule:NAME, join:TXID, label:ADDRESS:SOURCE, pack:DIGEST or source:NAME
hint-without-rules = the rules are { $rules }
hint-ask-as-job = ask for it as a job, which may take its time
hint-link-again = ask an administrator for a new link
hint-first-run-again = the terminal of kancil serve shows the link that is valid now
hint-free-space = free some space: the record is written again as soon as it can be

## Beside an answer

note-same-key-too = the same key also holds coins as { $addresses }: ask for those too
note-taken-by-same-key = taken by the same key: { $asked } holds its coins as { $address }
note-books-do-not-balance = the ledger contradicts itself: { $difference }
