# The board in the browser: what it says while people draw.

board-undo = Undo
board-undone = Undone.
board-redone = Done again.
board-hidden = { $count ->
        [one] 1 card hidden. Nothing was deleted.
       *[other] { $count } cards hidden. Nothing was deleted.
    }
board-nothing-hidden = Nothing is hidden.
board-shown = { $count ->
        [one] 1 card is back.
       *[other] { $count } cards are back.
    }
board-grouped = { $count } cards grouped.
board-ungrouped = The group is taken apart. Its cards stay.
board-excluded = Left out. What rests on it is worked out anew.
board-included = Taken in again.
board-pinned = Pinned: the fact is kept as it is now.
board-pin-not = This is no single fact. Pin an address, a transaction or one leg of it.
board-placed = { $count ->
        [0] Everything of it was on the board already.
        [one] 1 card added.
       *[other] { $count } cards added.
    }
board-received = { $count ->
        [one] Somebody else changed the board: 1 step.
       *[other] Somebody else changed the board: { $count } steps.
    }
board-lost = One of your changes could not be kept: { $why }

## Why the board does not take something

board-frozen-refusal = An older revision is only looked at. Go to the newest one to work on it.
board-refused-full = the board draws 600 cards at most. Fold a run, hide or group what is not needed, or continue on another board.
board-refused-too-many = the board holds no more of these. Continue on another board.
board-refused-missing = what it is about is not on the board any more.
board-refused-exists = it is there already.
board-refused-changed = somebody else has changed it meanwhile.
board-refused-in-use = other things on the board still stand on it.
board-refused-grouped = one of the cards is in another group.
board-refused-taken = another card stands there.
board-refused-not-by-hand = cards are hidden, never removed.
board-refused-nothing-to-undo = there is nothing of yours to undo.
board-refused-nothing-to-redo = there is nothing to do again.
board-refused-not-the-newest = something was done since.
board-refused-text-empty = the text is empty.
board-refused-text-too-long = the text is too long.
board-refused-text-invisible = the text holds characters that cannot be seen.
board-refused-malformed = the server does not read it. The page may be older than the program: reload it.

## The page

board-title = Board
board-case = Case
board-level = Level of the lines
board-level-tx = Transactions
board-level-tx-says = Every leg of every transaction, through the dot of its transaction.
board-level-relation = Relations
board-level-relation-says = One line for each pair, direction and asset: how much, in how many transactions.
board-axis = What left and right mean
board-axis-hop = Hops
board-axis-hop-says = Left to right by hops, as the cards were placed.
board-axis-time = Time
board-axis-time-says = Left to right by when value arrived. A way of looking: no card is moved.
board-time-fixed = On the time axis cards stand by their time. Switch to hops to move them.
board-time-unknown = time not known
board-count = { $count ->
        [one] 1 card
       *[other] { $count } cards
    }
board-count-says = Cards drawn. Up to 60 read well; from 120 on, fold or hide what is not needed; 600 is the most.
board-hidden-count = { $count } hidden: show
board-empty = Nothing stands on this board yet
board-empty-says = Put an address or a transaction on it and expand it hop by hop, or trace from it and add what was found.
board-frozen = You are looking at revision { $rev }. It cannot be changed.
board-frozen-newest = To the newest, revision { $rev }
board-keeping-saved = Saved { $time } · rev { $rev }
board-keeping-saving = Saving … · rev { $rev }
board-keeping-offline = Offline: { $count ->
        [0] nothing is lost.
        [one] 1 change is kept here.
       *[other] { $count } changes are kept here.
    }
board-keeping-stopped = Not saved: { $count ->
        [one] 1 change is kept here.
       *[other] { $count } changes are kept here.
    }
board-keeping-again = Try now
board-keeping-frozen = Revision { $rev }, to look at
board-below = Beside the drawing
board-below-open = Open
board-below-close = Close
board-inspector = What is selected
board-tab-of-hoptable = Hops
board-tab-of-notes = Notes
board-tab-of-evidence = Evidence
board-tab-of-sensitivity = What if not
board-canvas = Drawing: { $cards } cards, { $lines } lines
board-canvas-help = Arrow keys follow the money. Shift and an arrow go to a card's lines. Enter selects. The question mark shows all keys.
board-map = Map
board-map-says = Keep the stamp of the whole board in sight, not only while you look around
board-zoom-in = Closer
board-zoom-out = Farther
board-fitted = The whole board is in sight.
board-synthetic = SYNTHETIC
board-synthetic-says = SYNTHETIC: an exercise, no real money
board-selected = { $count ->
        [0] Nothing selected
        [one] 1 selected
       *[other] { $count } selected
    }
board-selection = With what is selected
board-more = More …
board-menu = What can be done
board-cannot = “{ $what }” needs something else to be selected first.

## Cards and lines

board-card-start = Start
board-card-unlabelled = unlabelled
board-card-cluster = cluster
board-card-transaction = Transaction
board-card-coinjoin-short = CoinJoin
board-card-coinjoin = looks like a CoinJoin, { $confidence } %
board-card-members = { $count } addr
board-card-hypothesis = a cluster is a hypothesis
board-card-in-doubt = the name may not hold
board-card-cards = { $count } cards
board-card-rest = +{ $count } more …
board-card-more-in = { $count } not drawn before it
board-card-more-out = { $count } not drawn after it
board-card-pinned = pinned
board-card-notes = { $count ->
        [one] 1 note
       *[other] { $count } notes
    }
board-card-unknown = nothing could be found out about it
board-tab-in = Show where it came from: { $count } before { $name } not drawn
board-tab-out = Show where it went: { $count } after { $name } not drawn
board-edge = { $amount } from { $from } to { $to }
board-edge-transactions = { $count } transactions
board-edge-txid = transaction { $txid }
board-edge-observed = observed on the chain
board-edge-inferred = inferred by { $method }, confidence { $confidence } %
board-dot = Transaction { $txid }: select its lines
board-dot-coinjoin = Transaction { $txid } looks like a CoinJoin: what came out for what went in cannot be told. Select its lines
board-target-board = the board
board-target-edge = this line

## What can be done

board-do-out = Where it went
board-do-in = Where it came from
board-do-expand = Expand with a filter …
board-do-trace = Trace from here …
board-do-path = Path between the two …
board-do-note = Write a note …
board-do-flag = Flag …
board-do-pin = Pin as evidence
board-do-tidy = Tidy these
board-do-group = Group …
board-do-ungroup = Take the group apart
board-do-fold = Fold or unfold
board-do-exclude = Doubt the cluster …
board-do-hide = Hide
board-do-hide-others = Hide the others
board-do-show-all = Show what is hidden
board-do-add = Add …
board-do-undo = Undo
board-do-redo = Redo
board-do-fit = All in sight
board-do-actual = Real size
board-do-tx = Level: transactions
board-do-relation = Level: relations
board-do-keys = All keys
board-colour = Colour
board-colour-none = No colour
board-colour-black = Black
board-colour-orange = Orange
board-colour-sky = Sky blue
board-colour-green = Green
board-colour-yellow = Yellow
board-colour-blue = Blue
board-colour-vermilion = Vermilion
board-colour-purple = Purple
board-tidied = { $count ->
        [one] 1 card moved.
       *[other] { $count } cards moved.
    }
board-tidy-already = It is tidy already.
board-crowded = { $count } cards are drawn. Fold runs and hide what is not needed: more than this is hard to read.
board-slow = { $count } cards are drawn, 600 is the most. Fold runs, group, hide what is not needed, or go on with another board of the case.

## Expanding

board-expanded = { $total ->
        [one] The only one is drawn: { $biggest }.
       *[other] { $count } of { $total } drawn, the largest { $biggest }.
    }
board-expanded-picked = { $count ->
        [one] 1 drawn.
       *[other] { $count } drawn.
    }
board-expand-all = Everything on this side of { $name } is drawn already.
board-expand-none = { $side ->
        [in] Nothing came to { $name } from anybody who can be named.
       *[out] Nothing has left { $name } in this ledger.
    }
board-expand-filtered = Nothing on this side of { $name } passes the filter. Press E to change it.
board-expand-cut = Not everything was looked at: { $says }.
board-expand-title = Expand { $name }
board-expand-side = Which side
board-expand-help = The largest ten are drawn, the others stand as one stub. The board remembers the filter.
board-expand-go = Expand
board-filter-amount = At least
board-filter-amount-help = A decimal number such as 0.5. Empty: all.
board-filter-amount-wrong = A decimal number such as 0.5.
board-filter-clear = Without filter
board-pick-title = Not drawn beside { $name }
board-pick-table = What is not drawn, the largest first
board-pick-tick = Draw
board-pick-one = Draw { $name }
board-pick-who = Who
board-pick-amount = Amount
board-pick-shown = { $shown } of { $left } that are not drawn, the largest first.
board-pick-filter = Filter …
board-pick-add = { $count ->
        [0] Draw
       *[other] Draw { $count }
    }

## Texts, adding, doubting

board-note-title = A note on { $name }
board-note-label = Note
board-note-help = Plain text, up to 10,000 characters. It stays with the case.
board-flag-title = A flag on { $name }
board-flag-label = Flag
board-flag-help = A few words that stand in the drawing.
board-group-title = Group the selected cards
board-group-label = What they are
board-group-help = A few words, such as “deposit addresses”. A group can be folded into one card.
board-text-keep = Keep
board-text-take = Take away
board-add-title = Put on the board
board-add-label = Addresses or transactions
board-add-help = One or several, a line each. They stand at the left, where they can be expanded.
board-add-go = Put on the board
board-add-unknown = no address or transaction of these ledgers.
board-add-several = several addresses fit: paste a whole one.
board-added = { $count ->
        [one] 1 card put on the board.
       *[other] { $count } cards put on the board.
    }
board-exclude-title = What joins the cluster of { $name }
board-exclude-says = A cluster is a hypothesis: these transactions, by these rules, made one holder of many addresses. Untick what you doubt; the board is worked out again without it.
board-exclude-rule = Rule: { $rule }
board-exclude-joins = Joins
board-exclude-used = Used
board-exclude-which = Rule
board-exclude-join = Use the join by transaction { $txid }
board-exclude-more = { $shown } of { $total } joins. A whole rule can be left out above.

## Keys and the tour

board-keys-title = Keys of the board
board-key-along = with and against the money
board-key-lane = the card above, below
board-key-lines = the lines of this card
board-key-choose = select
board-key-add = select too
board-key-menu = what can be done
board-key-zoom = closer, farther
board-key-nothing = select nothing
board-tour = Guided tour
board-tour-step = { $at } of { $of }
board-tour-back = Back
board-tour-next = Next
board-tour-end = Go to work
board-tour-leave = Leave the tour
board-tour-theft = Here it began
board-tour-theft-says = This card is the money that was taken. Each card is an address; a line is money that moved, always from left to right. Above a line stand how much and when.
board-tour-trail = The next hop
board-tour-trail-says = The thickest line leads on. The tabs below a card, ‹ and ›, say how many others are not drawn: press one and the ten largest appear. ● was seen on the chain, ◌ was inferred, with how sure.
board-tour-where = Where it is now
board-tour-where-says = Here following stopped, and the card says why: unspent, a service, a mixer. A service can be asked to freeze it. Press N for a note, B to keep it as evidence, ? for all keys.
board-do-closer = Look closer
board-closer-transaction = The transaction
board-closer-run = The run
board-stairs = Stairs: { $steps } steps, { $peels } payments on the way
board-stairs-table = The run step by step
board-stairs-peels = { $count ->
        [one] 1 peel
       *[other] { $count } peels
    }
board-stairs-more = and { $count } more
board-stairs-at = At
board-stairs-came = Came
board-stairs-peeled = Peeled to
board-stairs-left = Went on
board-stairs-undrawn = On no line
board-stairs-says = As the lines on the board have it. What is on no line is the fee, or a payment that was not drawn.
board-stairs-none = Lines of several assets meet here: look at them on the board.
board-stairs-unfold = Expand all on the board
board-stairs-fold = Keep collapsed
