# Requests to whoever holds the funds, in the browser.

request-new = New request
request-title = { $number } to { $recipient }
request-back = All requests
request-none = No request yet
request-none-next = From a board: an ending of a placed trace fills in the transactions, the amounts and who holds them. Or write one here.
request-list-says = Preserving records and freezing funds is asked in writing, approved by a second person, and has a clock.
request-not-there = There is no such request among yours
request-text = What is asked
request-kind = Kind
request-kind-freeze = Freeze
request-kind-preserve = Preserve
request-kind-freeze-means = Keep the funds where they are.
request-kind-preserve-means = Keep the records and do not delete them.
request-recipient = Recipient
request-recipient-help = Who holds the funds or the records, by name.
request-contact = Sent to
request-contact-help = The address or form of their law enforcement desk.
request-what = What is asked
request-what-help = In words that somebody without this program understands.
request-basis = Basis
request-basis-help = How it is known: the trace, its method, the labels and whose they are.
request-limits = Limits
request-limits-help = What is not known, and what else could explain it.
request-answer-to = Answer to
request-answer-to-help = The desk that is answered: its name, telephone and address.
request-reply-days = Days to answer
request-reply-days-help = The clock starts when it is sent.
request-days = { $count ->
        [one] 1 day
       *[other] { $count } days
    }
request-lines = Transactions
request-lines-none = No transaction yet. A request names at least one.
request-lines-missing = Name at least one transaction, each with all its parts.
request-line = Transaction { $number }
request-line-add = Add a transaction
request-line-remove = Remove
request-asset = Asset
request-share = Share, %
request-ledger = Ledger
request-sum = Together
request-missing = This is missing.
request-not-whole = Something is missing above.
request-keep = Keep the draft
request-digest = SHA-256 of this text:
request-drafted-by = Drafted by
request-reply-by = Reply by
request-redraft = Change the text
request-redraft-approved = This text is approved
request-redraft-approved-next = Changing it takes the approval away: a second person has to read it again.

## Where it stands

request-state-drafted = Drafted
request-state-approved = Approved
request-state-sent = Sent
request-state-acknowledged = Acknowledged
request-state-frozen = Frozen
request-state-refused = Refused
request-state-expired = Expired
request-state-withdrawn = Withdrawn
request-next = What comes next
request-waits = A second person approves it
request-waits-own = Nobody approves what he wrote himself. Ask another member who may approve requests.
request-waits-other = It waits for a member who may approve requests and has not written at it.
request-approve-read = I have read this whole text. { $name } drafted it, and I agree that it is sent as it stands.
request-over = Nothing more can happen to this request.
request-do-approve = Approve this text
request-do-send = It was sent
request-do-acknowledge = They acknowledged
request-do-freeze = They froze it
request-do-refuse = They refused
request-do-withdraw = Withdraw it
request-send-how = How it was sent
request-send-help = By which channel, and who carried it. They then have { $count } days to answer.
request-says-acknowledge = What they said
request-says-freeze = What is frozen, by whom, since when
request-says-refuse = Why they refused
request-says-withdraw = Why it is withdrawn
request-history = History
request-the-clock = the clock
request-told-draft = Drafted
request-told-redraft = Text changed
request-told-approve = Approved
request-told-send = Sent
request-told-acknowledge = Acknowledged
request-told-freeze = Frozen
request-told-refuse = Refused
request-told-expire = Time to answer is over
request-told-withdraw = Withdrawn

## Begun from an ending

request-begin-holder = Filled in from the board; the holder, as labels say, is { $holder }
request-begin-no-holder = Filled in from the board; no label says who holds this address
request-begin-check = Check every word before you keep it: from then on it is your text.
request-begin-doubt-cluster = The holder is said of its cluster, which is a hypothesis, and not of the address itself.
request-begin-doubt-share = The share could not be worked out again as it was placed: fill it in from the trace.
request-begin-doubt-labels = The labels of the address could not be read just now.
request-begin-gone = This ending is not on the board any more
request-begin-gone-next = It may have been undone. Write the request by hand, or begin again from the board.
request-draft-what = Please preserve all records of, and freeze, the account or accounts credited by the { $count ->
        [one] transaction
       *[other] { $count } transactions
    } listed below, together { $amount }, received at { $address }. Please tell us who holds the account, what is left of the funds, and where any part of them went.
request-draft-basis = Funds under investigation in case { $case } were followed on the public ledger by the method { $method }. { $share } of what the trace began with reached this address. The address is attributed by this label: { $label }. Ledger state { $asOf }; SHA-256 of the trace's answer { $digest }.
request-draft-basis-bare = Funds under investigation in case { $case } were followed on the public ledger by the method { $method } to this address. The address is attributed by this label: { $label }. Ledger state { $asOf }; SHA-256 of the trace's answer { $digest }.
request-draft-limits = The ledger shows transactions between addresses, not people. The attribution of the address rests on the label named above. Which coins of a mixed balance are the traced ones follows from the method, and another method may give another share.
request-draft-limits-cluster = The ledger shows transactions between addresses, not people. The attribution was made for another address of the same cluster: that both have one holder is a hypothesis, and may be wrong. Which coins of a mixed balance are the traced ones follows from the method, and another method may give another share.
