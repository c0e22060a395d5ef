# Kung bakit hindi inilagay sa board ang isang pagbakas o daan, at ang magagawa.

## machine-drafted

problem-drawing-of-what = mga pagbakas at daan ang iginuguhit ng board, at resulta ito ng ibang tanong ({ $kind })
problem-drawing-no-such-row = may { $rows } hanay ang sagot, bilang mula 0, at wala roon ang { $row }
problem-drawing-nothing = walang napili sa sagot na maiguguhit
problem-drawing-too-large = aabot sa { $cards } card ang mga dulong ito, at hanggang { $most } ang iginuguhit ng board
problem-drawing-too-many-endings = { $count } dulo ang mga ito, at hanggang { $most } lang ang sa isang resulta sa board
hint-drawing-fewer = pumili ng mas kaunting dulo: ang pinakamalalaki muna
hint-drawing-fold = tiklupin o itago ang nasa board, o magpatuloy sa ibang board
hint-drawing-table = nasa talahanayan ng resulta ang lahat
