# Yang dikatakan tentang papan apabila sesuatu langkah tidak dilakukan

## machine-drafted

title-428 = Tidak dinyatakan dibuat pada semakan yang mana

no-such-fact = lejar dan label di sini tidak mempunyai fakta itu: ia tidak disematkan
board-stale = papan sudah pada semakan { $rev }: perubahan orang lain didahulukan
problem-board-if-match = If-Match menamakan semakan yang menjadi asas langkah, contohnya "27"
problem-board-no-such-revision = papan mempunyai { $rev } semakan, dan { $asked } bukan salah satunya
problem-board-too-many-steps = paling banyak { $most } gerakan diterima sekali gus
problem-board-full = papan melukis paling banyak { $most } kad: sembunyikan atau lipat sebahagiannya, ketatkan penapis, atau teruskan pada papan lain; jadual dan hasil menyimpan selebihnya
problem-board-too-many = papan menyimpan paling banyak { $most } { $what }: teruskan pada papan lain
problem-board-missing = { $what } “{ $id }” tiada pada papan
problem-board-exists = { $what } “{ $id }” sudah ada pada papan
problem-board-changed = { $what } “{ $id }” telah berubah sejak itu
problem-board-in-use = “{ $id }” masih digunakan pada papan: oleh garis, kumpulan, nota atau semat
problem-board-grouped = kad “{ $id }” berada dalam kumpulan lain: keluarkan daripadanya dahulu
problem-board-taken = kad lain berada di tempat “{ $id }” hendak diletakkan: kad baharu mengambil tempat kosong
problem-board-not-by-hand = kad disembunyikan, bukan dibuang: sembunyikan “{ $id }”
problem-board-nothing-to-undo = tiada apa-apa daripada anda untuk dibuat asal
problem-board-nothing-to-redo = tiada apa-apa daripada anda untuk dibuat semula
problem-board-not-the-newest = buat asal bermula daripada gerakan terbaharu ke belakang, dan ini bukan yang terbaharu: “{ $id }”
problem-board-other-world = latihan hanya menyemat cerita, dan kes sebenar tidak menyemat cerita
problem-board-malformed = langkah ini tidak betul bentuknya: { $reason }
