# The academy: lessons, exercises on made-up chains, results, classes and certificates.

academy-title = Academy
academy-lead = Short lessons, then cases on made-up chains, worked with the same board as real ones.
academy-classes = Classes
academy-verify = Check a certificate
academy-to-do = Set for you
academy-to-do-none = Nothing is set for you. Begin with any lesson.
academy-lessons = Lessons
academy-lessons-none = No lessons are installed
academy-lessons-none-next = The program comes with eight. Whoever runs it can import more.
academy-no-lesson = There is no such lesson
academy-no-lesson-next = It may have been taken out with its package. The list shows what there is.
academy-minutes = { $count ->
        [one] 1 minute
       *[other] { $count } minutes
    }
academy-lesson-read = Read
academy-lesson-on = Read on
academy-lesson-again = Read again
academy-progress = { $read } of { $steps } steps read, { $right } of { $checks } questions right
academy-needs = First: { $lessons }
academy-language-is = In { $language }: not translated yet
academy-drafted = machine-drafted
academy-drafted-means = Nobody who speaks the language has read this text over yet. Correct it in place.
academy-cases = Cases
academy-due = due
academy-overdue = overdue
academy-assigned = set
academy-best = best { $points }
academy-times = { $count ->
        [one] 1 attempt
       *[other] { $count } attempts
    }
academy-state-not-started = not begun
academy-state-working = being worked on
academy-state-submitted = handed in
academy-passed = passed
academy-not-passed = not passed
academy-begin = Begin
academy-continue = Continue
academy-see-result = See the result
academy-variant = Another variant
academy-level-partly-solved = with the first cards laid
academy-level-independent = on your own
academy-level-capstone = final case
academy-certificates = Certificates
academy-certificates-none = None yet. A trainer issues one when cases are passed.
academy-certificate-of = { $count ->
        [one] 1 case passed
       *[other] { $count } cases passed
    }

## A lesson

academy-lesson = Lesson { $order }
academy-step = Step { $at } of { $of }
academy-steps = Steps of the lesson
academy-step-read = read
academy-step-back = Back
academy-step-next = Next
academy-step-end = To the cases
academy-picture = What the step speaks of, on a made-up chain
academy-picture-part = Only a part is drawn: { $count } more inputs or outputs.
academy-picture-highlight = What this step is about has a ring.
academy-picture-none = This step speaks of nothing that could be drawn.
academy-name-shown = Show { $name } in the picture
academy-look-up = Look it up
academy-question = Question
academy-question-one = Choose one.
academy-question-many = Choose all that are right.
academy-question-amount = An amount in BTC, such as 0.25
academy-question-address = An address. It can be copied from the picture.
academy-question-txid = A transaction. It can be copied from the picture.
academy-question-number = A whole number
academy-answer = Answer
academy-answer-check = Check
academy-answer-right = Right.
academy-answer-wrong = Not so.
academy-answer-truth = The answer: { $truth }
academy-answer-try = Try again
academy-sources = What this rests on
academy-glossary-none = No explanation of this word is there yet.
academy-exercises = Now try it
academy-correct = Correct
academy-correct-title = Correct this text
academy-correct-says = What you write is shown to everybody at once, with your name in the log. Keep the names in backticks as they are.
academy-correct-original = In English
academy-correct-text = Text
academy-correct-save = Save the correction
academy-correct-saved = Corrected.
academy-correct-file = Corrected text as a file
academy-corrections = Texts nobody has read over
academy-corrections-none = Every text of this lesson in this language was read over.
academy-corrected = corrected by { $name }

## The case player

academy-player = Case
academy-player-none = There is no such attempt
academy-player-none-next = It belongs to somebody else, or was taken out. Your own are in the academy.
academy-player-of = Attempt of { $name }: you are looking at it and change nothing.
academy-player-number = Attempt { $number }
academy-elapsed = { $minutes } min (of about { $par }, not scored)
academy-leave = Leave (all is saved)
academy-leave-unsent = Leave (what is not sent stays in this browser)
academy-brief = What came in
academy-brief-hide = Hide the text
academy-brief-show = Show the text
academy-part-sheet = Answer
academy-part-selected = Selected
academy-parts = Beside the board
academy-handed-in = Handed in. Nothing can be changed any more.
academy-to-result = To the result
academy-selected-none = Select a card or a line on the board: it can be pinned as a sign, or put on the money’s way.
academy-pin = Pin as a sign
academy-unpin = Unpin
academy-pinned = Pinned on the answer sheet.
academy-unpinned = Taken off the answer sheet.
academy-pin-not = This is no single address or transaction. Select one of its parts.
academy-pins-full = The answer sheet holds no more pins.
academy-to-path = Put on the way
academy-path-full = { $stops ->
        [one] The way has 1 stop at most. Take it off first.
       *[other] The way has { $stops } stops at most. Take one off first.
    }
academy-path-there = It is on the way already.
academy-accuse = Accuse
academy-accuse-not = Only an address can be accused.
academy-kind-transaction = Transaction
academy-kind-address = Address
academy-kind-output = Output
academy-decision = Decision
academy-verdict-release = Release
academy-verdict-ask = Ask the customer
academy-verdict-hold = Hold
academy-verdict-hold-report = Hold and report
academy-typology = What it is
academy-typology-choose = Choose …
academy-typology-exchange-theft = Theft from an exchange
academy-typology-ransom = Ransom
academy-typology-terrorist-financing = Terrorist financing
academy-typology-scam = Scam
academy-typology-peel-chain = Peel chain
academy-typology-coinjoin = CoinJoin
academy-typology-payroll = Wages
academy-typology-batch-payout = Batch payout of a service
academy-typology-exchange-sweep = An exchange sweeping its deposits
academy-typology-donation = Donations
academy-typology-shop = A shop’s takings
academy-typology-none = None of these: an ordinary payment
academy-pins = Signs pinned
academy-pins-none = Nothing is pinned. Select a card or a line and press B.
academy-pin-note = Why is { $name } a sign?
academy-pin-note-short = Why is it a sign?
academy-path = The money’s way
academy-path-says = { $stops ->
        [one] In order, 1 stop.
       *[other] In order, { $stops } stops at most.
    }
academy-path-none = Select a transaction or an address and put it on the way.
academy-path-up = Move { $name } up
academy-path-down = Move { $name } down
academy-take-off = Take { $name } off
academy-amount = Amount asked for
academy-amount-help = In BTC, with the point, such as 0.38
academy-amount-wrong = This is no amount in BTC: digits, a point, at most 8 places.
academy-claims = Reasons
academy-claims-says = { $asked ->
        [one] 1 asked for. Each names the pins that show it. Together they answer who, what, when, where and how.
       *[other] { $asked } asked for. Each names the pins that show it. Together they answer who, what, when, where and how.
    }
academy-claim-add = Add a reason
academy-claim = Reason { $number }
academy-claim-text = What follows from the pins?
academy-claim-answers = It says
academy-claim-cites = It rests on
academy-claim-cites-none = Pin a sign first: a reason that rests on nothing counts for nothing.
academy-claim-remove = Remove reason { $number }
academy-question-who = who
academy-question-what = what
academy-question-when = when
academy-question-where = where
academy-question-how = how
academy-accused = Accused
academy-accused-says = Only whom you are sure of: accusing somebody innocent leaves 60 points at most.
academy-accused-none = Nobody is accused.
academy-certainty = How sure are you?
academy-certainty-says = Shown beside the result, never counted in it.
academy-certainty-1 = a guess
academy-certainty-2 = fairly
academy-certainty-3 = certain
academy-hints = Hints
academy-hint-next = { $kind ->
        [nudge] Nudge
        [pointer] Pointer
       *[reveal] Reveal
    } (−{ $points } points)
academy-hint-sure = A hint takes { $points } points off, whether it helps or not.
academy-hint-take = Take the hint
academy-hint-none = No hints are left.
academy-hint-kind-nudge = Nudge
academy-hint-kind-pointer = Pointer
academy-hint-kind-reveal = Reveal
academy-help-ask = Ask the trainer
academy-help-asked = The trainer sees that you ask for help
academy-help-enough = I can go on
academy-keeping-saved = Answer saved { $time }
academy-keeping-unsaved = Nothing written yet
academy-keeping-saving = Saving the answer …
academy-keeping-offline = No server: your answer is kept in this browser and sent as soon as it answers
academy-keeping-stopped = Not saved:
academy-keeping-again = Try now
academy-joined = The answer was also changed elsewhere. Both were joined; where both changed the same, yours stands.
academy-hand-in = Hand in
academy-hand-in-title = Hand in the answer?
academy-hand-in-says = Nothing can be changed afterwards. The result is there at once.
academy-hand-in-empty = Still empty:
academy-hand-in-whole = Nothing is empty.
academy-hand-in-go = Hand in now
academy-hand-in-back = Go on working
academy-hand-in-wait = The last changes are not on the server yet. They are sent first.
academy-empty-verdict = the decision
academy-empty-typology = what it is
academy-empty-pins = the signs
academy-empty-path = the money’s way
academy-empty-amount = the amount
academy-empty-amount-wrong = the amount: it cannot be read as BTC
academy-empty-claims = reasons: { $given } of { $asked }
academy-empty-cites = reasons that rest on no pin: { $count }
academy-empty-questions = questions that no reason answers: { $which }
academy-empty-certainty = how sure you are

## The result

academy-result = Result
academy-result-not-yet = Not handed in yet
academy-result-not-yet-next = The result comes when the answer is handed in.
academy-result-closed = The trainer has not opened the answers yet
academy-result-closed-next = Your answer is in. The result is shown here when the trainer opens it.
academy-result-points = { $points } of 100
academy-result-passes = Passed
academy-result-fails = Not passed: 70 are needed
academy-result-fails-accused = Not passed: somebody innocent was accused
academy-result-fails-let-go = Not passed: a crime was let go
academy-part-decision = Decision
academy-part-signals = Signs
academy-part-trace = Trace
academy-part-reasons = Reasons
academy-part-hints = Hints
academy-part-hand = Trainer
academy-part-points = { $points } of { $of }
academy-counted-decision = { $decision } for the decision, { $typology } for what it is
academy-counted-signals = { $found ->
        [one] 1 sign found
       *[other] { $found } signs found
    } (weight { $weight } of { $all }), { $decoys } decoys, { $irrelevant } other pins
academy-counted-trace = { $common } of { $length } stops in order; the amount is { $off } BTC off
academy-counted-trace-amount-none = { $common } of { $length } stops in order; no amount was given
academy-counted-reasons = { $cited } of { $asked } reasons rest on a sign; { $answered } of 5 questions answered
academy-counted-hints = { $count ->
        [one] 1 hint taken
       *[other] { $count } hints taken
    }
academy-counted-accused = Somebody innocent was accused: 60 points at most
academy-counted-hand = Given by the trainer, with a comment
academy-arithmetic = How it was counted
academy-arithmetic-sum = In all
academy-certainty-result = Sure: { $given } of 3
academy-certainty-right = and right: { $mark } for your judgement of yourself
academy-certainty-wrong = and wrong: { $mark } for your judgement of yourself
academy-certainty-apart = It is not part of the points.
academy-signs = What there was to see
academy-seen-pinned = found
academy-seen-pinned-late = found after a hint
academy-seen-opened = looked at, not pinned
academy-seen-never-opened = on your board, never opened
academy-seen-never-visible = never on your board
academy-seen-decoy = decoy you pinned
academy-seen-decoy-left = decoy you left alone
academy-dwell = open for { $seconds } s
academy-weight = weight { $weight }
academy-sign-show = Show { $name } on the board
academy-next = Where to look next time
academy-next-search = { $count ->
        [one] 1 sign was never looked at. Before you decide, open every card beside the ones handed over, on both sides.
       *[other] { $count } signs were never looked at. Before you decide, open every card beside the ones handed over, on both sides.
    }
academy-next-concept = { $count ->
        [one] 1 sign lay open before you and was not known as one. Read the lesson again with it in mind.
       *[other] { $count } signs lay open before you and were not known as such. Read the lesson again with them in mind.
    }
academy-next-decoy = { $count ->
        [one] 1 pin was a decoy. Ask of each pin: would it look the same in an honest story?
       *[other] { $count } pins were decoys. Ask of each pin: would it look the same in an honest story?
    }
academy-next-well = Every sign was found and no decoy pinned.
academy-next-lesson = To the lesson
academy-truth = What was so
academy-truth-decision = Right
academy-truth-acceptable = Acceptable
academy-truth-yours = Yours
academy-truth-none = not given
academy-expert = How an expert goes
academy-expert-at = Step { $at } of { $of }
academy-expert-begin = Not begun
academy-expert-play = Play
academy-expert-pause = Stop
academy-expert-back = One step back
academy-expert-on = One step on
academy-legend = What the rings mean
academy-comments = Comments
academy-comments-none = No comments.
academy-comment = Comment
academy-comment-add = Send the comment
academy-comment-sent = The comment was sent.
academy-next-case = Next case
academy-to-academy = To the academy
academy-back-to-case = Back to the case
academy-points-title = Points by hand
academy-points-says = Between −10 and 10, with a reason. They stand beside what was counted.
academy-points = Points
academy-points-comment = Reason
academy-points-give = Give
academy-points-given = The points were given.

## Classes

academy-class-new = New class
academy-class-title = Name
academy-class-language = Language
academy-class-make = Make the class
academy-class-none = There are no classes yet
academy-class-none-next = Make one, add people to it, and set exercises.
academy-class-closed = closed
academy-class-people = { $count ->
        [one] 1 person
       *[other] { $count } people
    }
academy-class-exercises = { $count ->
        [one] 1 exercise set
       *[other] { $count } exercises set
    }
academy-class = Class
academy-class-missing = There is no such class
academy-class-missing-next = Only its own trainers see a class.
academy-class-live = Live
academy-class-live-lost = Not live: the server does not answer. What is shown is from { $time }.
academy-class-person = Person
academy-class-empty = Nobody is in this class yet
academy-class-empty-next = Add people who have an account, or make accounts for newcomers.
academy-class-no-exercises = Nothing is set yet
academy-class-no-exercises-next = Set a case: everybody in the class sees it in the academy.
academy-class-mark-not-started = not begun
academy-class-mark-working = working
academy-class-mark-help = asks for help
academy-class-cell = { $name }, { $case }: { $says }
academy-class-legend = · not begun   ▶ working   number: points   ✗ not passed
academy-class-add = Add people
academy-class-add-go = Add
academy-class-add-none = Everybody there is, is in the class.
academy-class-person-remove = Take { $name } out of the class
academy-class-removed = Taken out of the class. What was handed in stays.
academy-class-trainers = Trainers
academy-class-trainers-says = Every trainer of the class sees and judges all that is done in it, as you do.
academy-class-trainer-add = Let them teach
academy-class-trainers-none = There is no other trainer here. An administrator makes one.
academy-class-trainer-remove = { $name } no longer teaches the class
academy-class-trainer-added = Teaches the class now.
academy-class-trainer-removed = No longer teaches the class. What was said and given stays.
academy-class-trainer = Trainer
academy-class-newcomers = Newcomers
academy-class-newcomers-says = One a line: sign-in name, then the name. Each gets an account as a trainee and a link to set a password, shown once.
academy-class-newcomers-lines = Newcomers
academy-class-newcomers-wrong = Line { $line }: a sign-in name, then a blank, then the name.
academy-class-newcomers-go = Make the accounts
academy-class-links = Links for newcomers
academy-class-links-says = Give each person theirs. They are shown only now.
academy-class-links-copy = All links
academy-class-assign = Set exercises
academy-class-assign-says = Everybody in the class sees what is set.
academy-class-assign-case = Case
academy-class-assign-due = Due (local time), or empty
academy-class-assign-go = Set
academy-class-assign-change = Change
academy-class-assign-remove = No longer set
academy-class-assigned = Set.
academy-class-answers = Answers
academy-class-answers-open = open
academy-class-answers-closed = closed
academy-class-answers-to-open = Open the answers of { $case }
academy-class-answers-to-close = Close the answers of { $case }
academy-class-answers-says = While they are closed, nobody sees the result of what they handed in.
academy-class-missed = Missed most
academy-class-missed-none = Nothing is handed in yet.
academy-class-missed-of = { $missed } of { $of }
academy-class-mastery = Mastery
academy-class-mastery-says = Three different cases with 80 points or more and one hint at most, the last at least seven days after the first.
academy-class-mastered = mastered
academy-class-readings = Lessons read
academy-class-readings-of = { $read } of { $steps }
academy-class-table = Table (CSV)
academy-class-heat = Show without names
academy-class-heat-title = { $case }: what the class saw
academy-class-heat-sign = Sign
academy-class-heat-never-visible = never on the board
academy-class-heat-never-opened = never opened
academy-class-heat-opened = looked, not pinned
academy-class-heat-pinned-late = after a hint
academy-class-heat-pinned = found
academy-class-heat-none = Nobody has handed in this case yet.
academy-class-heat-back = Back to the class
academy-class-close = Close the class
academy-class-reopen = Open the class again
academy-class-certify = Certificate
academy-class-certified = The certificate is issued.
academy-class-certified-see = See it
academy-class-attempt = Attempt
academy-class-look = Look at the board
academy-class-result = Result
academy-class-hints = { $count ->
        [one] 1 hint
       *[other] { $count } hints
    }
academy-class-begun = Begun
academy-class-handed-in = Handed in

## Certificates

academy-certificate = Certificate
academy-certificate-heading = Certificate of training
academy-certificate-missing = There is no such certificate
academy-certificate-missing-next = Only whom it is for and trainers can open it. Anybody who has the file can check it.
academy-certificate-for = This certifies that
academy-certificate-says = has passed these cases on made-up chains, each with 70 points of 100 or more:
academy-certificate-case = Case
academy-certificate-points = Points
academy-certificate-date = Date
academy-certificate-content = Content
academy-certificate-hours = Hours of study
academy-certificate-languages = Languages
academy-certificate-issued = Issued
academy-certificate-code = Code
academy-certificate-key = Public key of the installation
academy-certificate-signature = Signature
academy-certificate-check = How to check it
academy-certificate-check-says = This page belongs to a file. Give the file at { $url }, or, without a network, run
academy-certificate-check-same = It must print this name, these cases and this code. Any other word makes another code.
academy-certificate-print = Print
academy-certificate-file = File (JSON)
academy-verify-title = Check a certificate
academy-verify-lead = Paste a certificate’s JSON or choose its file. Nothing of it is kept.
academy-verify-text = Certificate (JSON)
academy-verify-file = Choose a file
academy-verify-go = Check
academy-verify-not-json = This is not JSON. Paste the whole file, from the first { "{" } to the last { "}" }.
academy-verify-genuine = Genuine
academy-verify-genuine-says = This installation signed it, and nothing was changed since.
academy-verify-forged = Not genuine
academy-verify-sign-in = Sign in
