# What stands on the papers of a case: its report, and the request that was drafted in it. Evidence
# (amounts, addresses, hashes, times) comes in as text that is ready.

## The case and its exhibit

paper-case-field-case = Case
paper-case-field-title = About
paper-case-field-people = People of the case
paper-case-field-exhibit = Exhibit
paper-case-exhibit = { $number } "{ $title }": the board at revision { $revision }, frozen by { $who } on { $when }.
paper-case-summary = This report shows exhibit { $exhibit }: { $cards ->
        [one] one card
       *[other] { $cards } cards
    } and { $movements ->
        [one] one movement of value
       *[other] { $movements } movements of value
    } between them, of which { $observed } { $observed ->
        [one] stands
       *[other] stand
    } in the public chain and can be checked by anybody. { $traces ->
        [0] No trace was placed on it.
        [one] One trace was placed on it and was asked again for this paper.
       *[other] { $traces } traces were placed on it and were asked again for this paper.
    }
paper-case-trace-name = Trace T-{ $number }: { $way }, by { $method }
paper-case-way-forward = where it went
paper-case-way-backward = where it came from
paper-case-path-name = Path W-{ $number }
paper-case-path = Path W-{ $number }: whether and how value went from { $from } to { $to }.
paper-case-no-trace = No trace was placed on this board. What it shows was drawn by hand, movement by movement.
paper-case-question = The question of this case: { $title }
paper-case-places = 6. Where it is now, or came from
paper-case-same = This was asked again for this paper and gave the very answer that was placed on the board (SHA-256 { $now }).
paper-case-differs = This was asked again for this paper, and the answer DIFFERS from the one that was placed on the board: the chain has grown since, or labels have changed. Printed here is the answer of now (SHA-256 { $now }); placed was { $placed }.
paper-case-cuts = What trace T-{ $number } ({ $way }, { $method }) left out
paper-case-excluded = What this board does without

## The drawing and its movements

paper-case-drawing-alt = The board of exhibit { $exhibit } at revision { $revision }: every movement in it is in the table of hops under its number.
paper-case-drawing-says = Money moves along the arrows, as a rule from left to right. The number on a line is the number of the movement in the table that follows. Solid lines were observed on the chain, dashed lines rest on inference or on what somebody says. A double border is a cluster, which is a hypothesis. A bold border is where the question began.
paper-case-parts = The board is larger than a page: here it is whole, and then in { $count } parts that can be read. A column stands on two parts where they meet.
paper-case-parts-out = { $count ->
        [one] One more part is
       *[other] { $count } more parts are
    } not printed; the drawing in the evidence pack has all of it.
paper-case-board-hops = Movements on the board
paper-case-board-hops-says = In the order of time, each by its number in the drawing. Addresses and hashes are in full.
paper-board-no-movement = There is no movement on this board.
paper-board-several = { $count ->
        [one] one transaction
       *[other] { $count } transactions together
    }
paper-board-inferred = Movement no. { $number }
paper-kind-ledger-fact = observed
paper-kind-protocol-decoded = observed
paper-kind-heuristic = INFERRED
paper-kind-third-party-tag = CLAIMED by others
paper-kind-analyst-assertion = ASSERTED by the investigator
paper-card-address = address
paper-card-cluster = cluster (hypothesis)
paper-card-transaction = transaction
paper-card-group = group
paper-card-rest = not shown
paper-card-start = START
paper-card-pinned = pinned
paper-case-note-board = On the board
paper-case-on-movement = Movement of { $amount } in { $txid }

## Evidence and custody

paper-case-evidence = 11. Evidence and digests
paper-case-pins = Pinned facts
paper-case-pins-says = Each is a copy of a fact as it was known when it was pinned. It has not changed since: its digest is checked whenever it is read.
paper-case-no-pin = Nothing was pinned in this case.
paper-case-column-fact = What
paper-case-column-source = Source, read, pinned by
paper-case-column-when = When
paper-case-column-who = Who
paper-case-custody = 12. Custody log
paper-case-custody-says = From the audit log of the installation, oldest first. Each entry bears its own hash, which holds that of the entry before it: an entry that is changed, put in or left out breaks the chain ("kancil audit verify").
paper-case-custody-out = { $count ->
        [one] One older entry is
       *[other] { $count } older entries are
    } in the log and not printed here.
paper-did-case-create = Case opened for the first time
paper-did-case-change = Case changed
paper-did-case-open = Case looked into
paper-did-case-member-add = Person let into the case
paper-did-case-member-remove = Person taken out of the case
paper-did-task-add = Task added
paper-did-task-change = Task changed
paper-did-note-write = Note written
paper-did-file-attach = File attached
paper-did-file-open = File read
paper-did-board-create = Board made
paper-did-board-draw = Board drawn on
paper-did-evidence-pin = Fact pinned
paper-did-evidence-exhibit = Exhibit frozen
paper-did-request-draft = Request drafted
paper-did-request-move = Request moved on
paper-did-paper-make = Paper made
paper-did-access-refuse = Access refused

## The request

paper-request-draft = DRAFT
paper-request-not-approved = DRAFT. No second person has approved this text. It is not to be sent.
paper-request-title-freeze = Request to preserve records and freeze funds
paper-request-title-preserve = Request to preserve records
paper-request-field-number = Request
paper-request-field-sent-to = Sent to
paper-request-reply-days = { $days ->
        [one] within one day
       *[other] within { $days } days
    } of the day it is sent
paper-request-what = What this is about
paper-request-lines = Which transactions
paper-request-lines-says = Each can be looked up in the public chain by what is printed here. The share is of what the trace began with.
paper-request-sum = All of it, { $asset }
paper-request-approval = Who wrote and who approved it
paper-request-written = Written by
paper-request-approved = Approved by
paper-request-approved-says = { $who } on { $when }; the text that was approved has SHA-256 { $digest }.
paper-request-unapproved = Nobody yet. A second person must approve it before it is sent.
paper-request-state = State
paper-request-state-drafted = drafted
paper-request-state-approved = approved, not sent
paper-request-state-sent = sent
paper-request-state-acknowledged = acknowledged
paper-request-state-frozen = frozen
paper-request-state-refused = refused
paper-request-state-expired = not answered in time
paper-request-state-withdrawn = withdrawn
paper-request-answer-days = Please answer { $days } and quote the reference { $reference }.
