# Why something was not done in the academy, as a server says it.

no-such-lesson = there is no such lesson
no-such-step = the lesson has no such step
no-such-check = the lesson has no such question
no-such-exercise = there is no such exercise among yours
no-such-attempt = there is no such attempt among yours
attempt-submitted = it was handed in: what is on it stays
attempt-outdated = the lesson was changed since you began, and this chain cannot be made again: begin anew
no-more-hints = all { $most } hints were told
not-submitted = hand it in first: then you are told what was so
answers-closed = it was handed in; your trainer has not opened the answers yet
problem-learning-too-many = at most { $most } { $what } are kept
sheet-stale = the sheet was written on elsewhere meanwhile: its revision is { $rev }
problem-sheet-if-match = name the revision that the sheet was written on in the header If-Match, such as "27"
problem-sheet-too-long = a sheet of more than { $most } bytes is not kept
problem-sheet-too-many = a sheet has at most { $most } { $what }, and this one has { $found }
problem-sheet-path-too-long = the path has { $found } stops, and at most { $most } are asked for: leave out what it does not need
problem-sheet-anchor = in { $field }: { $anchor } names nothing of this exercise's chain
problem-sheet-amount = { $amount } is no amount in BTC: write a number such as 0.25
problem-sheet-typology = there is no typology { $typology }
problem-sheet-certainty = how sure you are is said by 1, 2 or 3

# Classes, certificates, corrections and packs.
no-such-class = there is no such class among yours
no-such-learner = there is no such learner in a class of yours
no-such-trainer = there is no such trainer of this class
no-such-assignment = the class does not have this exercise
no-such-certificate = there is no such certificate that is yours or your learners'
no-such-section = the text has no such section
problem-class-closed = the class is closed: open it again to change it
problem-class-cannot-learn = somebody in the list cannot be added: there is no such person, or they are disabled
problem-class-cannot-teach = they cannot be added: a class is taught by a trainer who is here and not disabled
problem-class-last-trainer = a class keeps its last trainer: add another one first
problem-class-too-many = at most { $most } { $what }
problem-not-submitted-yet = it is not handed in yet: points are given to what was
problem-points-range = points by hand go from −{ $most } to { $most }
problem-nothing-passed = there is nothing to certify: no case is passed yet
problem-text-not-drafted = people wrote this text: no machine drafted it, so there is nothing to correct here
problem-text-unfit = the lesson could not be taught with this text: { $reason }
problem-pack-refused = the pack is not taken: { $reason }
problem-pack-unfit = { $count ->
    [one] the pack is not taken, its lesson cannot be taught: { $reason }
   *[other] the pack is not taken, its lessons cannot be taught ({ $count } faults): { $reason }
}
