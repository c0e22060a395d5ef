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
