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
