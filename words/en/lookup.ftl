# Looking things up: search, address, cluster, transaction, block.

look-address = Address
look-transaction = Transaction
look-block = Block
look-output = Output
look-cluster = Cluster
look-holder = Holder
look-time = Time (UTC)
look-amount = Amount
look-value = Value
look-unknown = not known
look-to-board = Add to a board
look-to-case = Open as a case
look-print = Print
look-follow = Follow

## What an answer was read from

look-as-of-block = as of block { $height }
look-as-of-labels = Labels judged on { $day }, set
look-as-of-known = as known at { $time }
look-synthetic = SYNTHETIC
look-synthetic-means = A made-up chain for training and tests. No real person, no real money, no evidence.

## Basis

look-basis-observed = observed
look-basis-observed-means = The ledger itself says so.
look-basis-inferred = inferred
look-basis-inferred-means = A rule thinks so. It is named with its confidence; it is no fact of the ledger.
look-hypothesis = A hypothesis
look-in-doubt = in doubt: { $name }
look-said-by = said by { $source }, confidence { $confidence } %

## Address

look-trace-forward = Where did it go?
look-trace-back = Where from?
look-screen = Screen
look-received = Received
look-sent = Sent
look-balance = Balance
look-transactions = Transactions
look-first = First seen
look-last = Last seen
look-lock = Lock
look-form-does-not-occur = This form of the address does not occur in the ledger
look-form-does-not-occur-next = Other forms of the same key do: they are listed below, and they are the same key by the protocol, not by a guess.
look-same-key = Same key
look-same-key-means = Other addresses that this very key controls: a fact of the protocol.
look-cluster-alone = No other address is known to belong with this one.
look-cluster-why = why?
look-cluster-size = { $size } addresses
look-history = History
look-legs = Inputs and outputs
look-legs-csv = All as CSV
look-legs-csv-means = Every input and output, from this end: up to ten million rows
look-newest = Newest first
look-oldest = Oldest first
look-side = Side
look-fate = What became of it
look-fate-spent = spent by
look-fate-unspent = unspent
look-fate-no-spend-seen = no spend seen
look-fate-no-spend-seen-means = This ledger is partial: it holds no transaction that spends it. Whether it moved on is not known.
look-fate-unspendable = can never be spent
look-follow-output = follow this output
look-follow-back = where from?
look-counterparties = Counterparties
look-counterparty = Counterparty
look-received-from = Received from
look-sent-to = Sent to
look-counterparties-none = No counterparties
look-counterparties-means = Each is a cluster, by the address that was seen first. Solid: one address paid the whole transaction. Pale: several of one cluster paid, as sure as the cluster. A transaction that the cluster paid counts whole, so a side may exceed what this address itself moved. Fees are nobody's.
look-received-also = Also received
look-sent-also = Also sent
look-counterparties-rest =
    { $count ->
        [one] 1 more counterparty
       *[other] { $count } more counterparties
    }
look-counterparties-own = change and moves within its own cluster:
look-counterparties-part = { $read } of { $all } inputs and outputs were read.
look-co-spend-means = Inputs of several addresses of one cluster paid: as sure as that cluster is.
look-not-attributed-mined = newly mined:
look-not-attributed-coinjoin = in a CoinJoin, whose payers cannot be told apart:
look-not-attributed-several-payers = paid by several holders together:
look-not-attributed-unknown-payers = paid by inputs that are not known:
look-not-attributed-nobody = paid to no holder (data):
kind-hash = hash
search-claims = { $count } claims
search-labels-more = { $count } more labels fit: type more of it.
look-transactions-count =
    { $count ->
        [one] 1 transaction
       *[other] { $count } transactions
    }

## Labels

look-labels = What is said of it
look-labels-means = Claims of others, judged on { $day }. Each has its source.
look-labels-none = Nobody whose labels were imported says anything of it. That is no clean bill.
look-labels-all = Show all { $count }
look-label = Label
look-label-reach = How it reaches here
look-label-standing = On that day
look-label-valid = Dates
look-label-source = Source
look-label-confidence = Confidence
look-label-list = list { $list }
look-label-context = What the source adds
look-source-outside = Leads out of Kancil, to the source's site
look-reach-direct = names it directly
look-reach-same-key = through its key
look-reach-cluster = through its cluster (hypothesis)
look-reach-members = says so of { $members } members
look-doubt-conflict = Several services are said to hold this cluster: { $services }. It may have been joined wrongly.
look-doubt-customer = It may be a customer of { $service }, who holds the cluster.
look-valid-from = from
look-valid-seen = seen
look-valid-to = until
look-valid-unknown = not dated
standing-holds = holds
standing-cannot-tell = cannot tell
standing-ended = ended
standing-not-yet = not yet

## Cluster

look-cluster-of = Cluster of { $address }
look-cluster-of-short = Cluster of
look-cluster-means = These addresses seem to be controlled by one holder. Clustering can contain errors; each join can be looked at below. Rules: { $rules }.
look-cluster-root = Quoted by
look-conflict = Several services are said to hold it
look-conflict-means = { $services }. It may have been joined wrongly: look at why before you rely on it.
look-members = Members
look-why = Why one cluster
look-why-these = Why together?
look-joins = Joins
look-joins-none = No joins: the cluster is this address alone.
look-join-a = This address
look-join-b = and this one
look-rule = By which rule
look-why-with = Why is it together with …
look-why-with-help = Another address of the cluster: the transactions are shown that connect the two, step by step.
look-why-ask = Show why
look-why-all = All joins
look-why-chain =
    { $count ->
        [one] One join connects the two.
       *[other] { $count } joins connect the two, one after the other.
    }
look-why-none = Nothing connects these two: they are not in one cluster.
rule-co-spend = spent together
rule-change = change

## Transaction

look-value-in = In
look-value-out = Out
look-fee = Fee
look-size = Size
look-flags = Kind
look-coinbase = coinbase
look-coinbase-means = It has no inputs: it makes the new coins of its block and collects the block's fees.
look-rbf-means = Signalled that its sender might replace it before it was confirmed.
look-lock-time = lock time { $value }
look-coinjoin = Looks like a CoinJoin ({ $rule }, { $confidence } %)
look-coinjoin-stops = Traces stop here: which output belongs to which input cannot be told.
look-coinjoin-vetoes = Its inputs are not taken for one holder's.
look-twin = Two transactions have this id
look-twin-means = The older one, in block { $height }, was overwritten by this one, before BIP 30 forbade it.
look-picture = Picture
look-bowtie = { $inputs } inputs on the left, { $outputs } outputs on the right, as thick as their value
look-bowtie-from = from transaction { $txid }
look-bowtie-to = to transaction { $txid }
look-bowtie-means = Thickness is value; no strand is thinner than two pixels. An arrow leads to the transaction before or after; a ring is unspent.
look-minted = new coins and fees
look-rest = +{ $count } more
look-data = data, nobody's
look-value-unknown = value not known
look-change = Change
look-change-likely = likely change
look-change-means = Which output may go back to the payer. Signs, not proofs; they never alter an amount.
look-change-consensus = output { $output } is likely change, { $confidence } %
look-change-for = For it: { $rules }
look-change-against = against it: { $rules }
look-change-no-consensus = The signs do not agree on one output.
look-change-signs =
    { $count ->
        [one] The sign
       *[other] All { $count } signs
    }
look-change-sign = Sign
look-change-settled = Can it still alter?
look-change-settled-yes = no
look-change-settled-no = yes, with later blocks
change-address-reuse = pays an address that also paid in
change-address-type = same kind of address as the inputs
change-client-behavior = place that wallet software gives to change
change-fingerprint = the spending transaction looks made by the same software
change-fixed-fee = the fee would otherwise be odd
change-legacy = first seen on the chain
change-locktime = the spending transaction has the same habit of lock time
change-multi-input = later spent together with the inputs' addresses
change-one-time = its address is used only once
change-optimal-change = smaller than every input
change-peeling-chain = one of a chain of peels
change-power-of-ten = the other amount is round
look-inputs = Inputs
look-outputs = Outputs
look-inputs-count = Inputs: { $count }
look-outputs-count = Outputs: { $count }
look-spends = Spends
look-not-in-ledger = not in this ledger

## Block

look-block-title = Block { $block }
look-block-previous = Block before
look-block-next = Block after
look-block-tip = the newest in this ledger
look-height = Height

## Search

search-title = What was found
search-empty = Nothing was pasted yet
search-empty-next = Paste an address, a transaction, an output (txid:0), a block's hash or height, or part of a label into the box above.
search-nothing = Nothing is known of “{ $text }”
search-nothing-next = It is neither an address, transaction or block of these ledgers nor part of a label. Check that all of it was copied.
search-understood = It may mean
search-labels = Labels
search-addresses = Addresses that begin so
search-not-in-ledger = in none of the ledgers here
search-secret = That looks like a private key or a seed phrase
search-secret-next = It was not looked up, and it was taken out of the address bar. Whoever holds it can move the coins: do not paste it anywhere. If it is evidence, treat it as you treat a key to a safe. To look it up, use one of its addresses.
kind-address = address
kind-cluster = cluster
kind-transaction = transaction
kind-output = output
kind-block = block
kind-label = label

## Screening many

screen-title = Screen a list
screen-lead = Compare many addresses and transactions with sanctions lists and grave labels. Not found is said only where a whole list was compared with.
screen-list = One subject a line
screen-list-help = Addresses of any chain, or transactions. A table works too: the first cell of a line that can be a subject counts. Lines that start with # are passed over.
screen-file = Take a file
screen-file-too-large = The file has more than { $megabytes } MB. Split it, or use kancil screen --file.
screen-file-no-text = This file is no text: save the table as CSV first.
screen-read =
    { $good ->
        [one] 1 subject
       *[other] { $good } subjects
    }, { $repeated } repeated, { $bad } not readable
screen-beyond = { $lines } lines beyond the first { $most } are not taken.
screen-secret-next = On line { $lines }. It is not sent and not shown: remove it from the list, and keep it safe.
screen-ask =
    { $count ->
        [one] Screen 1
       *[other] Screen { $count }
    }
screen-lists = Compared with
screen-no-lists = No list is imported: nobody is called clear.
screen-list-whole = whole on { $day }
screen-list-part = only some entries, { $day }
screen-filter = Show
screen-all = all
screen-answers = Answers
screen-line = Line
screen-verdict = Verdict
screen-subject = Subject
screen-why = Why
screen-withheld = withheld
screen-all-claims =
    { $count ->
        [one] The claim
       *[other] All { $count } claims
    }
screen-nothing-said = nothing is said of it
screen-repeats = the same as line { $line }
screen-bad-unreadable = Neither an address nor a transaction.
screen-bad-too-long = The line is too long.
screen-bad-secret = Looks like a private key or a seed phrase: not sent, not shown.
screen-bad-good = Not answered.
verdict-found = found
verdict-cannot-tell = cannot tell
verdict-not-found = not found
verdict-unreadable = not readable

## Categories

category-perpetrator = perpetrator
category-victim = victim
category-exchange = exchange
category-mixing-service = mixer
category-service = service
category-service-hack = theft from a service
category-hacking = hacking
category-account-hack = theft from an account
category-exploit = exploit
category-phishing = phishing
category-malware = malware
category-ransomware = ransomware
category-extortion = extortion
category-sextortion = sextortion
category-scam = scam
category-investment-fraud = investment fraud
category-ponzi-scheme = Ponzi scheme
category-sanction = sanctions
category-terrorism = terrorism
category-terrorism-financing = terrorism financing
category-child-sexual-abuse = sexual abuse of children
category-human-trafficking = trade in people
category-money-laundering = money laundering
category-financial-crime = financial crime
category-drugs = drugs
category-weapons = weapons
category-gambling = gambling
category-market = marketplace
category-payment-processor = payment processor
category-wallet-service = custodial wallet
category-deposit-wallet = deposit address
category-hot-wallet = hot wallet
category-cold-wallet = cold wallet
category-miner = miner
category-mining-service = mining pool
category-donation = collects donations
category-coinjoin = CoinJoin
category-mixing = mixing
category-black-list = black list
category-gov-black-list = government black list
category-organization = organisation
category-user = person or wallet
category-dark-web = dark web
category-abuse = abuse
category-unknown = not said what
