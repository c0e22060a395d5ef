# What stands on paper: the fund-flow report, and the preservation and freeze request. Evidence
# (amounts, addresses, hashes, times) comes in as text that is ready and stands the same in every
# language.

## On every page

paper-report-title = Fund-flow report
paper-freeze-title = Preservation and freeze request
paper-header = Reference { $reference }
paper-footer = Data SHA-256 { $digest }
paper-synthetic = SYNTHETIC: a made-up chain for training and tests. No real person, no real money. Not evidence.
# Words that must not be broken at the end of a line, with spaces between them; - where there are none.
paper-unbroken-words = -
paper-block = Block
paper-transaction = Transaction
paper-output = Output
paper-from = From
paper-to = To
paper-more = and { $count } more
paper-rows-left-out = { $shown } of { $all } rows are printed here. All of them are in the data beside this paper.

## Whose it is and what it was made from

paper-field-reference = Reference
paper-field-tlp = Who may see it
paper-tlp-says = Traffic Light Protocol 2.0: who gets this may pass it on within these bounds only.
paper-field-prepared-by = Prepared by
paper-field-made-on = Dated
paper-field-as-of = The chain as of
paper-field-ledger = Ledger and its last block
paper-field-subjects = Followed from
paper-field-to = To
paper-field-reply-by = Reply by
paper-field-contact = Contact
paper-field-program = Program
paper-field-labels = Label set (SHA-256)
paper-field-judged-on = Labels judged on
paper-field-known-at = Labels imported until
paper-all-imports = all that were imported
paper-field-legs-read = inputs and outputs read
paper-field-data-digest = Data (SHA-256)

## Summary

paper-summary = 1. Summary
paper-summary-start-forward = { $amount } in { $coins ->
        [one] one coin was
       *[other] { $coins } coins were
    } followed forward over the public chain, as it stood on { $now }.
paper-summary-start-backward = { $amount } in { $coins ->
        [one] one coin was
       *[other] { $coins } coins were
    } followed back to where it came from, over the public chain as it stood on { $now }.
paper-summary-found = { $placed } ({ $placed_share }) was followed to an end. { $mixed } ({ $mixed_share }) entered a mixer or CoinJoin, behind which it cannot be told from others' money. { $not_traced } ({ $not_traced_share }) was not traced.
paper-summary-service = { $amount } ({ $share }) reached { $service }, in { $rows ->
        [one] one payment
       *[other] { $rows } payments
    }. That this is the holder is somebody's claim: see "Confirmed and probable".
paper-summary-more-services = { $count ->
        [one] One more service was
       *[other] { $count } more services were
    } reached: see "Where it is now".
paper-summary-stop = { $what }: { $amount } ({ $share }), in { $rows ->
        [one] one place
       *[other] { $rows } places
    }.
paper-summary-grounds = Of { $hops ->
        [one] the one step
       *[other] the { $hops } steps
    } of this trace, { $observed } { $observed ->
        [one] stands
       *[other] stand
    } in the public chain and can be checked by anybody; { $inferred } { $inferred ->
        [one] rests
       *[other] rest
    } on inference.
paper-summary-reading = How to read this: a coin is an output of a transaction, and it has one address. Who is behind an address does not stand in the chain. Where this report names somebody, it says who claims it, and how sure that source is.

## Question and scope

paper-scope = 2. Question and scope
paper-scope-says-forward = Followed was where the value of these went, hop by hop, up to the limits in "Method and versions". What happened outside this chain (cash, other chains, the books of an exchange) was not followed.
paper-scope-says-backward = Followed was where the value of these came from, hop by hop, up to the limits in "Method and versions". What happened outside this chain (cash, other chains, the books of an exchange) was not followed.

## The flow

paper-drawing = 3. The flow drawn
paper-drawing-says = Money moves from left to right. Solid lines were observed on the chain, dashed lines are inferred. A double border is a cluster, which is a hypothesis. Where value enters a CoinJoin no line leads on. The words in the drawing are the program's own. Where it is too small to be read, it follows once more, larger, in parts.
paper-hops = 4. Hops
paper-hops-says-forward = Each row is one coin made by one transaction, in the order of the hops. The amount is what the method puts into that coin.
paper-hops-says-backward = Each row is one coin spent by one transaction, going back in time. The amount is what the method takes from that coin.
paper-hops-none = Nothing moved on: there is no hop.
paper-hop-depth = hop { $depth }
paper-column-number = No.
paper-column-movement = Movement
paper-column-amount = Amount
paper-column-basis = Basis
paper-column-what = What
paper-column-where = Where
paper-column-rows = Places
paper-column-share = Share
paper-hint = change?
paper-hint-coinjoin = CoinJoin?
paper-basis-observed = observed
paper-basis-inferred = INFERRED: { $rule }
paper-basis-inferred-confidence = INFERRED { $confidence } %: { $rule }

## Confirmed and probable

paper-standing = 5. Confirmed and probable
paper-standing-says = What stands in the public chain is apart from what was concluded from it or is claimed by others. A solid edge marks the first, a dashed edge the second.
paper-confirmed = Confirmed: observed on the chain
paper-confirmed-hops = { $count ->
        [one] One hop
       *[other] { $count } hops
    } of the table above
paper-confirmed-says = Each is a transaction in a block, with its hash. Anybody with the same blocks finds the same inputs, outputs and amounts moved by them. Which of several inputs paid which output is by the method, and not by the chain.
paper-probable = Probable: inferred, or claimed by a third party
paper-probable-none = No hop was inferred, and nobody's claim was relied on.
paper-inferred-hop = Hop no. { $number }
paper-coinjoin-says = This transaction fits the rule of a CoinJoin ({ $rule }, { $confidence } %). { $candidates } of its outputs could be the continuation. None was chosen.
paper-claim-head = Held by { $label }, as is claimed
paper-said = "{ $label }" ({ $category }), says { $source }; confidence { $confidence } %; from the label pack "{ $pack }".
paper-reach-direct = The claim is about this very address.
paper-reach-same-key = The claim is about another form of the same key.
paper-reach-cluster = The claim is about another address of the same cluster: it holds only if the cluster does.
paper-standing-cannot-tell = Since when it holds is not known.
paper-cluster-says = Cluster of { $size } addresses, by its root { $root }: a hypothesis, grown from addresses spent together.

## Where it is now

paper-places-forward = 6. Where it is now
paper-places-backward = 6. Where it came from
paper-places-says-forward = Each row is one place where value of the start rests, or where it was not followed further, and why. Who could freeze it stands beside it.
paper-places-says-backward = Each row is one place from which value of the start came, or where it was not followed further, and why.
paper-freezer-service = { $service } could freeze it.
paper-freezer-key-holder = Its key holder alone can move it.
paper-freezer-nobody = Nobody can freeze it.
paper-freezer-unknown = Who could freeze it is not known.
paper-stop-unspent = Unspent
paper-stop-no-spend-seen = No spend seen in the blocks at hand
paper-stop-service = Reached a service
paper-stop-mixer = Entered a mixer
paper-stop-coinjoin = Entered a CoinJoin
paper-stop-fee = Paid as fee
paper-stop-unclaimed-fee = Fee that no miner claimed
paper-stop-unspendable = Unspendable
paper-stop-mined = Newly mined
paper-stop-origin-unknown = Origin unknown
paper-stop-data-missing = Data missing
paper-stop-below-threshold = Not traced: below the threshold
paper-stop-hop-limit = Not traced: beyond the hop limit
paper-stop-time-window = Not traced: outside the time window
paper-stop-work-cap = Not traced: beyond the work limit
paper-stop-damaged = Not traced: the store is damaged there
paper-sums = 7. Sums
paper-group-placed = Followed to an end
paper-group-mixed = Behind a mixer or CoinJoin
paper-group-not-traced = Not traced
paper-sum-all = All of it
paper-sums-reconcile = The rows add up to { $all }, which is the start of { $start } to the last satoshi: 100.00 %. Shares are rounded, amounts are exact.
paper-sums-differ = The rows add up to { $all }, and the start is { $start }: they DIFFER. Do not rely on this trace.
paper-sums-poison = By the poison method every output of a touched transaction counts wholly, so the rows ({ $all }) may exceed the start ({ $start }): they are an upper bound, and no shares of a whole.
paper-sums-returned = { $amount } of the start had come out of another coin of the start. It is counted once.

## Method and versions

paper-method = 8. Method and versions
paper-method-says = The trace follows coins through transactions. Where a transaction mixes value, a convention says which input pays which output. The conventions used here:
paper-method-fifo = FIFO: the first satoshi in pays the first satoshi out; the fee is paid last.
paper-method-lifo = LIFO: the last satoshi in pays the first satoshi out; the fee is paid last.
paper-method-tiho = TIHO: traced value goes to the largest outputs first; the fee is paid last.
paper-method-haircut = Haircut: every output carries the same traced share as the inputs together.
paper-method-poison = Poison: every output of a transaction with a traced input counts wholly; an upper bound.
paper-method-main = Amounts and shares in this paper are by this one.
paper-versions = Versions
paper-parameters = Parameters, by their names on the command line

## Limits

paper-limits = 9. Limits and other explanations
paper-limit-convention = Which input paid which output is a convention. Another convention divides the same value otherwise; whether it is the law's is for the court.
paper-limit-holder = The chain shows addresses, and no persons. That a coin moved does not show who moved it or why.
paper-limit-service = At a service, coins of many customers lie together. Whom a deposit was credited to stands in that service's books alone.
paper-limit-labels = A label is somebody's claim, with its source and confidence. It can be wrong, or have become wrong. No label does not mean no service.
paper-limit-clusters = A cluster is a hypothesis: addresses that were spent together. It errs where several people build one transaction (CoinJoin, PayJoin) or one service holds keys for many.
paper-limit-after = The chain was read up to the block named above. What moved later is not in this paper.
paper-limit-outside = Other chains, payments between customers of one service, and cash leave no trace here.
paper-limit-not-verified = The blocks were checked for proof of work and Merkle root. Signatures and scripts were not verified again.
paper-cuts = What this trace left out
paper-cut = { $kind } ({ $says })
paper-cut-work-cap = The limit of work was reached.
paper-cut-hop-limit = Coins beyond the hop limit were not followed.
paper-cut-time-window = Coins that moved outside the time window were not followed.
paper-cut-below-threshold = Coins below the threshold were not followed.
paper-cut-start-outside-window = Coins of the subject outside the time window were not taken.
paper-cut-start-capped = The subject has more coins than were taken.
paper-cut-start-value-unknown = Coins of the start have no known value.
paper-cut-data-missing = Transactions have inputs of unknown value.
paper-cut-twin-tx = Two transactions have the same id.
paper-cut-partial-ledger = The ledger is partial: coins may have moved in blocks that are not there.
paper-cut-damaged = The store contradicts itself.
paper-alternatives = What else could be so
paper-alternative-handover = Between two hops the coins may have changed hands by the handing over of a key: the chain does not show that.
paper-alternative-method = By another method other outputs carry the value. Ask the same question with every method, and compare.
paper-alternative-mixing = Behind a CoinJoin each of the candidates is possible. Equal amounts and times are signs, and no proof.
paper-alternative-label = A labelled address may be held by somebody else than the label says, or have been given up.
paper-sensitivity = To see what this rests on, ask again without a rule, a join or a label (--sensitivity, --without-rule, --without-join, --without-label), and compare what falls away.
paper-without = Asked as an alternative, without { $what }: all that follows holds as if that were not believed.
paper-rests = What the endings rest on
paper-rests-says = The trace was run again without each rule and each label that it met, one at a time. As asked, its endings hold { $found } BTC by { $method }. Of each run: what stays in the same place for the same reason, what falls away, and what appears elsewhere. What stays and what falls away are together what was found as asked. Where nothing falls away, no ending rests on that alone.
paper-rests-none = No ending of this trace rests on a rule of clusters, a CoinJoin rule, a sign of change or a label: what it found follows from the ledger and the convention of the method.
paper-rests-without = Without { $what }
paper-rests-co-spend = the rule that addresses spent together have one holder
paper-rests-change-signs = every sign of change
paper-rests-coinjoin = the CoinJoin rule { $name }
paper-rests-source = everything that is said by { $name }
paper-rests-label = the label "{ $says }" on { $subject }, said by { $source }
paper-rests-amounts = { $stays } BTC stay, { $falls } BTC fall away, { $appears } BTC appear elsewhere
paper-rests-change = { $stop }: { $before } BTC before, { $after } BTC after
paper-rests-more = and { $count ->
    [one] 1 more ending
   *[other] { $count } more endings
}, in the data of the pack
paper-rests-refused = not run: { $why }
paper-rests-left = { $count ->
    [one] 1 more was met and was not left out:
   *[other] { $count } more were met and were not left out:
}
paper-notes = Investigator's notes
paper-notes-says = These are the words of whoever wrote them, and no result of the trace.
paper-exhibits = Exhibits

## Glossary

paper-glossary = 10. Glossary
paper-term-address = Address
paper-term-address-means = Where coins can be sent to: a text made from a key or a script. One person may have any number.
paper-term-output = Output, coin
paper-term-output-means = An amount made by a transaction and locked to one address, named by the transaction's id and its position. It is spent as a whole.
paper-term-transaction = Transaction
paper-term-transaction-means = It spends outputs and makes new ones. Its id (txid) is a hash of its contents.
paper-term-block = Block
paper-term-block-means = A list of transactions with a time, which names the block before it by its hash.
paper-term-chain = Chain
paper-term-chain-means = All blocks in their order. Everybody has the same.
paper-term-hop = Hop
paper-term-hop-means = One movement of value by one transaction.
paper-term-fee = Fee
paper-term-fee-means = What a transaction's inputs have more than its outputs. The miner of its block gets it.
paper-term-change = Change
paper-term-change-means = An output that goes back to the payer. Which one it is can only be inferred.
paper-term-unspent = Unspent
paper-term-unspent-means = No transaction in the blocks that were read spends it: the value is still there.
paper-term-cluster = Cluster
paper-term-cluster-means = Addresses that seem to have one holder.
paper-term-label = Label
paper-term-label-means = Somebody's claim about an address, with source, date and confidence.
paper-term-service = Service
paper-term-service-means = A business that holds coins for others: an exchange, a payment processor, a gambling site.
paper-term-mixer = Mixer
paper-term-mixer-means = A service that gives customers each other's coins so that they cannot be followed.
paper-term-coinjoin = CoinJoin
paper-term-coinjoin-means = One transaction that several people build together, with outputs of equal amounts.
paper-term-peel = Peel chain
paper-term-peel-means = A long run of transactions that each pay a little away and move the rest on.
paper-term-satoshi = Satoshi
paper-term-satoshi-means = The smallest unit: 0.00000001 BTC.

## Custody

paper-custody = 11. Custody and digests
paper-custody-says = The digest names the data from which this paper was made. Who has the data can compute it again, and who has the same blocks can ask the same question again: "kancil evidence verify" does both.
paper-sign-handed-over = Handed over by
paper-sign-received = Received by
paper-sign-date = Date
paper-sign-name = Name and signature

## Preservation and freeze request

paper-freeze-asked = What is asked
paper-freeze-says = Funds followed on the public chain reached addresses that are said to be of { $recipient }: { $amount } in { $rows ->
        [one] one output
       *[other] { $rows } outputs
    }, which is { $share } of the { $start } that the trace started with. You are asked:
paper-freeze-hold = to hold these funds, or what they were credited as, as far as your law and your terms allow it, until further word or until the date below;
paper-freeze-preserve = to preserve all records of the accounts concerned: identification, log-ins and devices, deposits, trades and withdrawals;
paper-freeze-tell = to tell whether the addresses are yours, whether the funds are still there, and to whom a formal request is to be sent;
paper-freeze-quiet = not to tell the customer of this request, as far as your law allows it.
paper-freeze-no-order = This is a request, and no order of a court. A formal request may follow.
paper-freeze-outputs = Which transactions and outputs
paper-freeze-outputs-says = Each can be looked up in the public chain by what is printed here.
paper-freeze-ground = What it rests on
paper-freeze-method = The share was followed by this method: { $method }
paper-freeze-attribution = Why these addresses are taken to be yours
paper-freeze-limits = What is not known
paper-freeze-limit-customer = Which customer was credited is not known here. A customer may have received these funds in good faith.
paper-freeze-answer = Answer
paper-freeze-answer-says = Please answer by { $day } and quote the reference { $reference }.
