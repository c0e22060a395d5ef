# What lies beside the board: the table of hops, what is known of a card or line, traces and paths, notes, evidence.

## Hops

side-hops = Hops
side-hops-filter = Filter: name, address, transaction
side-hops-least = At least, e.g. 0.01
side-hops-inferred = inferred only
side-hops-of-selected = { $count ->
        [one] of the selected card
       *[other] of { $count } selected cards
    }
side-hops-shown = { $shown } of { $total } hops
side-hops-none = No hop on this board yet
side-hops-none-next = Put an address or a transaction on it, then expand it or trace from it. Every line that is drawn stands here as a row.
side-hops-none-so = No hop fits this filter.
side-hops-drawn = Drawn
side-hops-draw = Draw hop { $number }
side-hops-from = From
side-hops-to = To
side-hops-pin = Pin
side-hops-pin-this = Pin hop { $number }
side-hops-pinned = pinned
side-hops-select = Select hop
side-hops-more = { $count } more
side-hops-inferred-count = { $count ->
        [0] all observed on the ledger
        [one] 1 inferred
       *[other] { $count } inferred
    }
side-hops-sum-says = The same money is in every hop of its way: where it is now stands under Results.
side-traced = { $share } of the start ends here:
side-not-traced = { $share } does not:
side-traced-ask = How much of the start ends here?

## What a line rests on

side-basis = Basis of this hop
side-basis-ledger-fact = observed
side-basis-ledger-fact-means = The ledger itself says so. Everybody who has it can check it.
side-basis-protocol-decoded = observed, decoded
side-basis-protocol-decoded-means = Read from the ledger by the rules of a protocol that is written there.
side-basis-heuristic = inferred
side-basis-heuristic-means = A rule thinks so. It can be wrong, and can be done without.
side-basis-third-party-tag = by a label
side-basis-third-party-tag-means = Somebody outside says so; how far to believe it stands with the label.
side-basis-analyst-assertion = by an analyst
side-basis-analyst-assertion-means = A person who works on this case says so.

## What is selected

side-address = Address
side-cluster-card = Cluster
side-transaction = Transaction
side-rest = More neighbours
side-start = start
side-hidden = hidden
side-coinjoin = CoinJoin { $rule }, { $confidence } %
side-ending = Ended here: { $why }
side-unknown = Nothing can be said of it: no ledger here has it.
side-output = output { $output }
side-pin-label = Pin this label
side-cluster = { $count } addresses, joined { $joins } times
side-cluster-says = Clustering can contain errors: that these addresses have one holder is a hypothesis.
side-cluster-why = Why one holder?
side-cluster-all = All { $count } joins
side-exclude-join = Do without
side-exclude-rule = Do without { $rule }
side-exclude-label = Do without it
side-include = Take in again
side-include-rule = Take in { $rule } again
side-excluded-title = Done without
side-excluded-says = Everything on this board that is worked out leaves these out.
side-excluded-rule = the rule { $rule }
side-excluded-join = the join by { $rule } in { $txid }
side-excluded-label = the label of { $source } on { $subject }
side-inspector-board = This board
side-inspector-hint = Select a card or a line to see what is known of it, and by whom.
side-inspector-many = { $count } selected
side-inspector-none = Select nothing
side-inspector-cards = Cards
side-inspector-hidden = { $count } hidden
side-inspector-edges = Hops
side-inspector-results = Placed results
side-inspector-pins = Pins
side-inspector-pin = Pin
side-inspector-note = Note
side-inspector-trace = Trace
side-history = History
side-history-none = Nothing was done to it in this part of the log.
side-history-older = Look further back
side-history-former = somebody who is no member any more
side-did-add = put on the board
side-did-remove = taken off
side-did-connect = drawn
side-did-disconnect = taken off
side-did-move = moved
side-did-hide = hidden
side-did-show = shown again
side-did-colour = coloured
side-did-annotate = flagged
side-did-group = grouped
side-did-ungroup = taken out of its group
side-did-fold = folded
side-did-unfold = unfolded
side-did-pin = pinned
side-did-unpin = pin taken away
side-did-note = note written
side-did-filter = filter changed
side-did-exclude = done without something
side-did-include = took something in again
side-did-expand = expanded
side-did-place = ending of a placed result
side-did-unplace = result taken off
side-did-undo = undone
side-did-redo = done again

## Notes, exhibits

side-notes = Notes on it
side-notes-new = Write a note on { $on }
side-notes-board = the board
side-notes-none = No note on this board yet
side-notes-none-next = Select a card or line and press N, or write one on the board itself.
side-notes-change = Change
side-notes-remove = Take away
side-exhibit-title = What this exhibit shows
side-exhibit-freeze = Freeze revision { $rev }
side-exhibit-made = { $number } is frozen: revision { $rev }, for good

## Traces, paths and what they found

side-trace = Trace from here
side-trace-go = Follow it
side-trace-nothing = There is nothing to follow
side-trace-nothing-next = Select an address, a transaction, a cluster or one leg of a transaction.
side-trace-without = { $count ->
        [one] without the one thing that this board does without
       *[other] without the { $count } things that this board does without
    }
side-trace-found = { $endpoints ->
        [one] 1 endpoint
       *[other] { $endpoints } endpoints
    }, { $share } traced
side-trace-of = Of { $start }: { $lost } lost from sight in mixers, { $cut } not looked at further.
side-trace-endings = Where it is now
side-trace-no-endings = It ended nowhere within the limits of the question.
side-trace-draw = Draw
side-trace-draw-this = Draw ending { $number }
side-trace-more = { $count } smaller ones are not listed here; the trace page has all of them.
side-trace-again = Ask otherwise
side-trace-place = { $count ->
        [one] Add 1 ending to the board
       *[other] Add { $count } endings to the board
    }
side-path = Path between the two
side-path-found = { $count ->
        [one] 1 way
       *[other] { $count } ways
    }
side-path-there = { $steps ->
        [one] 1 step there
       *[other] { $steps } steps there
    }
side-path-back = { $steps ->
        [one] 1 step back
       *[other] { $steps } steps back
    }
side-path-accept = Accept this way
board-tab-of-results = Results
side-results-none = No trace or path was placed on this board yet
side-result-none-weighed = No trace was placed on this board yet
side-results-none-next = Select a card and press T; or open a trace on its own page as a case.
side-result = { $kind } by { $method }
side-result-trace = Trace
side-result-path = Path
side-result-as-of = as of
side-result-endings = Endings on the board
side-result-drawn = { $count ->
        [one] 1 ending on the board
       *[other] { $count } endings on the board
    }
side-result-share = Work out the share
side-result-other = Asked again, the answer is another one: the ledger or the labels changed.
side-result-request = Ask to freeze
