# Ang sinasabi tungkol sa board kapag hindi nagawa ang isang hakbang

## machine-drafted

title-428 = Hindi sinabi kung sa aling rebisyon ginawa

no-such-fact = walang ganitong katotohanan sa mga ledger at label dito: hindi ito na-pin
board-stale = nasa rebisyon { $rev } na ang board: mauuna ang ginawa ng iba
problem-board-if-match = pinapangalanan ng If-Match ang rebisyong pinagbatayan ng mga hakbang, gaya ng "27"
problem-board-no-such-revision = may { $rev } rebisyon ang board, at wala sa mga iyon ang { $asked }
problem-board-too-many-steps = hanggang { $most } kilos ang tinatanggap nang sabay
problem-board-full = hanggang { $most } card ang iginuguhit ng board: itago o tiklupin ang ilan, higpitan ang filter, o magpatuloy sa ibang board; nasa mga talahanayan at resulta ang iba pa
problem-board-too-many = hanggang { $most } { $what } ang itinatago ng board: magpatuloy sa ibang board
problem-board-missing = wala sa board ang { $what } “{ $id }”
problem-board-exists = nasa board na ang { $what } “{ $id }”
problem-board-changed = nabago na ang { $what } “{ $id }”
problem-board-in-use = ginagamit pa sa board ang “{ $id }”: ng linya, grupo, tala o pin
problem-board-grouped = nasa ibang grupo ang card “{ $id }”: alisin muna roon
problem-board-taken = may ibang card sa paglalagyan ng “{ $id }”: sa bakanteng lugar inilalagay ang bagong card
problem-board-not-by-hand = itinatago ang card, hindi inaalis: itago ang “{ $id }”
problem-board-nothing-to-undo = wala kang mai-undo
problem-board-nothing-to-redo = wala kang mai-redo
problem-board-not-the-newest = mula sa pinakabagong kilos paatras ang undo, at hindi ito ang pinakabago: “{ $id }”
problem-board-other-world = kuwento lang ang pini-pin ng ehersisyo, at walang kuwentong pini-pin ang tunay na kaso
problem-board-malformed = mali ang anyo ng hakbang: { $reason }
