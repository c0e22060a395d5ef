# Why a trace or path is not put on a board, and what to do.

problem-drawing-of-what = a board draws traces and paths, and this is the result of another question ({ $kind })
problem-drawing-no-such-row = the answer has { $rows } rows, counted from 0, and { $row } is not one of them
problem-drawing-nothing = nothing of the answer was chosen that could be drawn
problem-drawing-too-large = these endings come to { $cards } cards, and a board draws at most { $most }
problem-drawing-too-many-endings = these are { $count } endings, and a result on a board has at most { $most }
hint-drawing-fewer = choose fewer endings: the largest first
hint-drawing-fold = fold or hide what stands on the board, or go on at another board
hint-drawing-table = the table of the result holds all of it
