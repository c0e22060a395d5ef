# What is said of a board where a step is not done

title-428 = It does not say what it was made at

no-such-fact = the ledgers and labels here hold no such fact: it was not pinned
board-stale = the board is at revision { $rev } by now: what others did comes first
problem-board-if-match = If-Match names the revision that the steps were made at, such as "27"
problem-board-no-such-revision = the board has { $rev } revisions, and { $asked } is not one of them
problem-board-too-many-steps = at most { $most } gestures are taken at once
problem-board-full = a board draws at most { $most } cards: hide or fold some, narrow the filter, or go on at another board; tables and results hold the rest
problem-board-too-many = a board keeps at most { $most } { $what }: go on at another board
problem-board-missing = { $what } “{ $id }” is not on the board
problem-board-exists = { $what } “{ $id }” is on the board already
problem-board-changed = { $what } “{ $id }” was changed since
problem-board-in-use = “{ $id }” is still used on the board: by an edge, a group, a note or a pin
problem-board-grouped = the card “{ $id }” is in another group: ungroup that first
problem-board-taken = another card stands where “{ $id }” would be added: new cards take free slots
problem-board-not-by-hand = a card is hidden, not removed: hide “{ $id }”
problem-board-nothing-to-undo = there is nothing of yours to undo
problem-board-nothing-to-redo = there is nothing of yours to redo
problem-board-not-the-newest = undo goes from the newest gesture backwards, and this is not the newest: “{ $id }”
problem-board-other-world = an exercise pins stories alone, and a real case no story
problem-board-malformed = the step is not well formed: { $reason }
