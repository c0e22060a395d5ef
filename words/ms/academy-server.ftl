# Sebab sesuatu tidak dilakukan di akademi, seperti yang dikatakan oleh pelayan.

## machine-drafted

no-such-lesson = tiada pelajaran ini
no-such-step = pelajaran ini tiada langkah itu
no-such-check = pelajaran ini tiada soalan itu
no-such-exercise = tiada latihan ini antara latihan anda
no-such-attempt = tiada cubaan ini antara cubaan anda
attempt-submitted = ia sudah diserahkan: isinya kekal
attempt-outdated = pelajaran telah diubah sejak anda bermula, dan rantaian ini tidak dapat dibuat semula: mula yang baharu
no-more-hints = semua { $most } bayangan sudah diberi
not-submitted = serahkan dahulu: kemudian anda diberitahu yang sebenarnya
answers-closed = ia sudah diserahkan; jurulatih anda belum membuka jawapan
problem-learning-too-many = paling banyak { $most } { $what } disimpan
sheet-stale = kertas jawapan telah ditulis di tempat lain: semakannya { $rev }
problem-sheet-if-match = namakan semakan asal kertas jawapan dalam pengepala If-Match, contohnya "27"
problem-sheet-too-long = kertas jawapan melebihi { $most } bait tidak disimpan
problem-sheet-too-many = kertas jawapan mempunyai paling banyak { $most } { $what }, dan yang ini ada { $found }
problem-sheet-path-too-long = perjalanan ini ada { $found } perhentian, dan paling banyak { $most } diminta: tinggalkan yang tidak perlu
problem-sheet-anchor = dalam { $field }: { $anchor } tidak menamakan apa-apa pada rantaian latihan ini
problem-sheet-amount = { $amount } bukan amaun dalam BTC: tulis nombor seperti 0.25
problem-sheet-typology = tiada tipologi { $typology }
problem-sheet-certainty = sejauh mana anda pasti dinyatakan dengan 1, 2 atau 3
no-such-class = tiada kelas ini antara kelas anda
no-such-learner = tiada pelatih ini dalam kelas anda
no-such-trainer = kelas ini tiada jurulatih ini
no-such-assignment = kelas ini tidak mempunyai latihan itu
no-such-certificate = tiada sijil ini yang milik anda atau pelatih anda
no-such-section = teks ini tiada bahagian itu
problem-class-closed = kelas ini ditutup: buka semula untuk mengubahnya
problem-class-cannot-learn = seseorang dalam senarai tidak dapat ditambah: tiada orang itu, atau aksesnya ditutup
problem-class-cannot-teach = tidak dapat ditambah: kelas diajar oleh jurulatih yang ada di sini dan aksesnya tidak ditutup
problem-class-last-trainer = kelas mengekalkan jurulatihnya yang terakhir: tambah seorang lagi dahulu
problem-class-too-many = paling banyak { $most } { $what }
problem-not-submitted-yet = ia belum diserahkan: markah diberi kepada yang sudah diserahkan
problem-points-range = markah oleh jurulatih ialah dari −{ $most } hingga { $most }
problem-nothing-passed = tiada apa-apa untuk disahkan: belum ada kes yang lulus
problem-text-not-drafted = orang yang menulis teks ini: bukan draf mesin, jadi tiada yang perlu dibetulkan di sini
problem-text-unfit = pelajaran ini tidak dapat diajar dengan teks ini: { $reason }
problem-pack-refused = pek ini tidak diterima: { $reason }
problem-pack-unfit = pek ini tidak diterima, pelajarannya tidak dapat diajar ({ $count } kesalahan): { $reason }
