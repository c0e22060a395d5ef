# Following value: the trace page, paths, the picture.

trace-title = Where did it go?
trace-title-back = Where did it come from?
trace-lead = Follow value hop by hop to where it is now. Every trace ends in a table that accounts for every satoshi of the start, and says of each why it stopped there.

## The question

trace-subjects = What to follow
trace-subjects-help = Outputs (txid:0), transactions, addresses, or cluster:ADDRESS, one a line. Several are followed together.
trace-subjects-missing = Name at least one output, transaction, address or cluster.
trace-direction = Direction
trace-direction-help = Forward finds where the money is now, backward whose it was.
trace-forward = Forward: where it went
trace-backward = Backward: where it came from
trace-method = Method
trace-method-fifo = FIFO
trace-method-lifo = LIFO
trace-method-tiho = TIHO
trace-method-haircut = Haircut
trace-method-poison = Poison
trace-method-all = All, side by side
trace-method-fifo-means = First in, first out: the first satoshi in pays the first satoshi out, the fee last. What many courts know from bank accounts.
trace-method-lifo-means = Last in, first out: the last satoshi in pays the first satoshi out, the fee last.
trace-method-tiho-means = Traced value goes to the largest outputs first, the fee last.
trace-method-haircut-means = Every output carries the traced share of its transaction's inputs.
trace-method-poison-means = Every output of a transaction with a traced input counts wholly: an upper bound, whose sums exceed the start.
trace-method-all-means = The same coins by every method; shares and the picture go by FIFO.
trace-limits = Limits, dates, and what to go on through
trace-hops = Hops at most
trace-hops-help = Empty: 500. What lies beyond is listed as “hop limit”.
trace-min = Smallest share
trace-min-help = 0.01, 0.01btc or 5000sat. Empty: every satoshi. Smaller shares are listed, not followed.
trace-min-wrong = An amount such as 0.01, 0.01btc or 5000sat.
trace-legs = Work at most
trace-legs-help = Inputs and outputs read. Empty: 1,000,000. What is left is listed.
trace-number-wrong = A whole number greater than nought, or nothing.
trace-from = Not before
trace-from-help = A day or a moment (UTC). What moved earlier is not followed.
trace-to = Not after
trace-to-help = A day counts to its last second (UTC).
trace-time-wrong = A day as 2026-03-01, or a moment as 2026-03-01T16:58:07Z.
trace-as-of = Labels as of
trace-as-of-help = Which labels held on this day. Empty: today.
trace-known-at = As known at
trace-known-at-help = Only labels imported until then. Empty: all.
trace-ledger = Ledger
trace-ledger-help = Needed only where several hold the subject.
trace-through = Go on through …
trace-through-services = Through services
trace-through-services-help = Beyond a service the coins are not the subject's any more.
trace-through-mixers = Through mixers
trace-through-mixers-help = What comes out of a mixer or CoinJoin is a candidate, not the subject's coin.
trace-through-fees = Through fees
trace-through-fees-help = Follow fees into the coinbase that collected them.
trace-ask = Follow
trace-case-title = Trace from { $subject }
trace-change = Change the question
trace-misread = “{ $name }” in the address could not be read: { $value }
trace-misread-next = Nothing was asked, since without it the question would be another one. Correct it below.

## While it runs

trace-waiting = Waiting for its turn …
trace-running = Following …
trace-budget = Share of the work that may be done, on a logarithmic scale
trace-budget-legs = { $used } of at most { $most } inputs and outputs read
trace-budget-transactions = { $used } of { $most } transactions read
trace-budget-subjects = { $used } of { $most } subjects answered
trace-budget-straight = Share of the work that is done
trace-budget-starting = starting
trace-cancel = Stop
trace-cancelled = Stopped
trace-cancelled-next = Nothing of it was kept.
trace-again = Ask again

## The answer

trace-summary = In short
trace-summary-forward = { $start } followed through { $transactions ->
        [one] 1 transaction
       *[other] { $transactions } transactions
    } to { $endpoints ->
        [one] 1 place.
       *[other] { $endpoints } places.
    }
trace-summary-back = { $start } followed back through { $transactions ->
        [one] 1 transaction
       *[other] { $transactions } transactions
    } to { $endpoints ->
        [one] 1 source.
       *[other] { $endpoints } sources.
    }
trace-located = located
trace-lost = lost from sight
trace-cut = not looked at further
trace-by-method = By { $method }
trace-not-conserved = Poison counts value more than once: its sums exceed the start.
trace-services = Reached services:
trace-services-more = and { $count } more
trace-services-title = What reached which service
trace-service = Service
trace-left-out = Left out:
trace-cut-work-cap = the work limit was used up.
trace-cut-hop-limit = the hop limit ended some trails.
trace-cut-time-window = some coins moved on outside the time window.
trace-cut-below-threshold = shares below the smallest one were not followed.
trace-cut-start-outside-window = some coins of the subject lie outside the time window and were not taken.
trace-cut-start-capped = the subject has more coins than the work limit allows.
trace-cut-start-value-unknown = of some coins of the start the value is not known.
trace-cut-data-missing = some transactions have inputs of unknown value.
trace-cut-twin-tx = two transactions have one id.
trace-cut-partial-ledger = this ledger is partial: some coins may have moved on in blocks that it does not hold.
trace-cut-damaged = the store contradicts itself: have it verified.
trace-tables = Tables of the trace
trace-where-it-is-now = Where it is now
trace-where-it-came-from = Where it came from
trace-hop-table = Hops
trace-sums = Sums and methods
trace-why-stopped = Why it stopped
trace-places = Places
trace-share = Share
trace-freezer = Who could freeze it
trace-depth = Hops away
trace-in-no-coin = in no coin
trace-show = show
trace-hop = Hop
trace-to-holder = To
trace-traced = Traced
trace-of-value = Of the coin's
trace-basis = Basis
trace-signs = Signs
trace-the-start = The start
trace-one-method = Ask with “All, side by side” to compare methods.
trace-rows = { $first } to { $last } of { $total }
trace-rows-previous = Before
trace-inspector = Selected coin
trace-traced-by = Traced, { $method }
trace-part-of = Part of
trace-from-here = Follow from here

## The picture

trace-picture = Picture of the trace: { $cards } cards, money from left to right. The tables below hold all of it.
trace-picture-keys = Drag moves, + and − zoom, arrows follow the money, Enter selects, Esc lets go.
trace-picture-fitted = The whole picture is shown.
trace-zoom-in = Larger
trace-zoom-out = Smaller
trace-zoom-fit = Show all
trace-unfold = Unfold
trace-unfold-all = Show runs hop by hop
trace-cards = Cards at most
trace-card-stub = +{ $count } more
trace-card-many = ×{ $coins }, { $addresses } addresses
trace-card-peels =
    { $count ->
        [0] No peels
        [one] 1 peel
       *[other] { $count } peels
    }
trace-card-goes-on = goes on, not drawn
trace-card-start = Start, { $amount }
trace-card-start-short = START
trace-card-by-cluster = by its cluster
trace-card-cluster = cluster of { $size }
trace-dot = Transaction { $txid }, block { $height }, { $time }, { $inputs } inputs, { $outputs } outputs
trace-legend-observed = solid: observed on the ledger
trace-legend-inferred = dashed: inferred
trace-legend-cluster = double border: a cluster, a hypothesis
trace-legend-width = Line width: logarithm of the value.
trace-undrawn = Not drawn: { $coins } of { $all } traced coins, in which { $amount } ended. The tables have them all.
trace-undrawn-fees = Value that went on through fees is not drawn.
card-severe = listed or grave
card-risky = said to be abusive
card-mixer = mixer
card-service = service
card-named = labelled
card-unlabelled = unlabelled
fold-pass-through = Pass on
fold-peel-run = Peel-like
fold-peel-chain = Peel
hint-change = likely change
hint-equal-outputs = may be a CoinJoin
hint-stonewall = may be a CoinJoin
hint-whirlpool = may be a CoinJoin
hint-joinmarket = may be a CoinJoin

## Why it stopped

stop-unspent = unspent
stop-unspent-means = It lies there and can be moved by whoever holds the key.
stop-no-spend-seen = no spend seen
stop-no-spend-seen-means = This partial ledger holds no transaction that spends it. Whether it moved on is not known.
stop-service = service
stop-service-means = It reached a service with many customers: beyond, the coins are not the subject's any more. The service knows whose account it is.
stop-mixer = mixer
stop-mixer-means = It reached a mixer, as somebody says: what comes out cannot be told apart.
stop-coinjoin = CoinJoin
stop-coinjoin-means = It went into a transaction that looks like a CoinJoin: what went in is known, what came out for it is not.
stop-coinjoin-candidates = CoinJoin ({ $count } equal)
stop-candidates =
    { $count ->
        [one] 1 candidate
       *[other] { $count } candidates
    }
stop-unknown-inputs =
    { $count ->
        [one] 1 input of unknown value
       *[other] { $count } inputs of unknown value
    }
stop-fee = fee
stop-fee-means = Paid to the miner of the block.
stop-unclaimed-fee = unclaimed fee
stop-unclaimed-fee-means = A fee that no miner claimed: gone for good.
stop-unspendable = unspendable
stop-unspendable-means = Data, burnt, or overwritten: it can never move.
stop-mined = mined
stop-mined-means = It was new money of a block: nobody had it before.
stop-origin-unknown = origin unknown
stop-origin-unknown-means = It comes from an output outside this partial ledger.
stop-data-missing = data missing
stop-data-missing-means = The next transaction has inputs whose value is not in this ledger: no method can tell the shares.
stop-below-threshold = below threshold
stop-below-threshold-means = The share is smaller than the question allows to follow.
stop-hop-limit = hop limit
stop-hop-limit-means = The question ends here; the money moved on.
stop-time-window = time window
stop-time-window-means = The next transaction lies outside the time window of the question.
stop-work-cap = work limit
stop-work-cap-means = The work that the question allows was used up before this was looked at.
stop-damaged = damaged
stop-damaged-means = The store contradicts itself here: have it verified.
freezer-service = the service
freezer-key-holder = its key holder alone
freezer-nobody = nobody
freezer-unknown = not known

## Paths

path-title = How did it get there?
path-lead = Find how value went from one subject to another, transaction by transaction, in either direction.
path-from = From
path-from-help = An output, transaction, address or cluster:ADDRESS: where the value was.
path-to = To
path-to-help = Where it came to.
path-hops-help = Empty: 30.
path-min = Smallest output
path-min-help = Smaller outputs are passed over. Empty: none.
path-ask = Find paths
path-there = From the first to the second
path-back = From the second to the first
path-found =
    { $count ->
        [one] 1 path
       *[other] { $count } paths
    } found. All of up to { $hops } transactions were seen.
path-none = There is no path of up to { $hops } transactions.
path-none-but = No path was found. All of up to { $hops } transactions were seen, but for what is left out:
path-number = Path { $number }, { $steps ->
        [one] 1 transaction
       *[other] { $steps } transactions
    }
path-bottleneck = at most this can have gone the whole way:
path-cut-work-cap = the work limit was used up.
path-cut-hop-limit = longer paths were not looked for.
path-cut-services = services were not crossed.
path-cut-mixers = mixers and CoinJoins were not crossed.
path-cut-below-threshold = smaller outputs were not walked.
path-cut-data-missing = the ledger is partial: a path may run through blocks that it does not hold.

## What is not believed, and what rests on it

without-marks = An alternative, with something left out:
without-one = without { $what }
without-do = Do without { $what }
without-again = Take in { $what } again
without-recompute = Asks the same again as if this were not believed
without-whole = Show this page with everything
without-field = Without
without-field-help = One a line: rule:co-spend, join:TXID, label:ADDRESS:SOURCE, source:NAME. The trace is worked out as if these were not believed.
rests-title = What it rests on
rests-says = The trace is run again without each rule and each label that it met, one at a time. What stays and what falls away are together what was found. Where nothing falls away, no ending rests on that alone.
rests-ask = Run it without each
rests-found = { $runs ->
    [one] Run again once, by { $method }. Found as asked:
   *[other] Run again { $runs } times, by { $method }. Found as asked:
}
rests-without = Without
rests-stays = Stays
rests-falls = Falls away
rests-appears = Appears elsewhere
rests-changes = Endings that change
rests-same = none
rests-endings = { $count ->
    [one] 1 ending
   *[other] { $count } endings
}
rests-more = and { $count } more, in the file
rests-refused = Not run:
rests-left = { $count ->
    [one] More than { $most } runs are not made: 1 more was met and not left out.
   *[other] More than { $most } runs are not made: { $count } more were met and not left out.
}
