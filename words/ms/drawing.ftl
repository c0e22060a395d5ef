# Sebab jejak atau laluan tidak diletakkan pada papan, dan apa yang boleh dilakukan.

## machine-drafted

problem-drawing-of-what = papan melukis jejak dan laluan, dan ini hasil pertanyaan lain ({ $kind })
problem-drawing-no-such-row = jawapan mempunyai { $rows } baris, dikira dari 0, dan { $row } bukan salah satunya
problem-drawing-nothing = tiada bahagian jawapan yang dipilih boleh dilukis
problem-drawing-too-large = penghujung ini menjadi { $cards } kad, dan papan melukis paling banyak { $most }
problem-drawing-too-many-endings = ada { $count } penghujung, dan satu hasil pada papan mempunyai paling banyak { $most }
hint-drawing-fewer = pilih penghujung yang lebih sedikit: yang terbesar dahulu
hint-drawing-fold = lipat atau sembunyikan apa yang ada pada papan, atau teruskan pada papan lain
hint-drawing-table = jadual hasil menyimpan semuanya
