# Yang tertera pada kertas sesuatu kes: laporannya, dan permintaan yang didraf di dalamnya.

## machine-drafted

paper-case-field-case = Kes
paper-case-field-title = Perkara
paper-case-field-people = Petugas kes
paper-case-field-exhibit = Ekshibit
paper-case-exhibit = { $number } "{ $title }": papan pada semakan { $revision }, dibekukan oleh { $who } pada { $when }.
paper-case-summary = Laporan ini menunjukkan ekshibit { $exhibit }: { $cards } kad dan { $movements } pergerakan nilai antaranya; { $observed } daripadanya tertera dalam rantaian awam dan boleh disemak oleh sesiapa. { $traces ->
        [0] Tiada jejak diletakkan padanya.
       *[other] { $traces } jejak diletakkan padanya dan ditanya semula untuk kertas ini.
    }
paper-case-trace-name = Jejak T-{ $number }: { $way }, dengan { $method }
paper-case-way-forward = ke mana ia pergi
paper-case-way-backward = dari mana ia datang
paper-case-path-name = Laluan W-{ $number }
paper-case-path = Laluan W-{ $number }: sama ada dan bagaimana nilai bergerak dari { $from } ke { $to }.
paper-case-no-trace = Tiada jejak diletakkan pada papan ini. Apa yang ditunjukkannya dilukis dengan tangan, satu demi satu pergerakan.
paper-case-question = Persoalan kes ini: { $title }
paper-case-places = 6. Di mana ia sekarang, atau dari mana ia datang
paper-case-same = Ini ditanya semula untuk kertas ini dan memberi jawapan yang sama tepat seperti yang diletakkan pada papan (SHA-256 { $now }).
paper-case-differs = Ini ditanya semula untuk kertas ini, dan jawapannya BERBEZA daripada yang diletakkan pada papan: rantaian telah bertambah sejak itu, atau label telah berubah. Yang dicetak di sini ialah jawapan sekarang (SHA-256 { $now }); yang diletakkan ialah { $placed }.
paper-case-cuts = Apa yang ditinggalkan oleh jejak T-{ $number } ({ $way }, { $method })
paper-case-excluded = Apa yang diketepikan oleh papan ini

paper-case-drawing-alt = Papan ekshibit { $exhibit } pada semakan { $revision }: setiap pergerakan di dalamnya ada dalam jadual hop di bawah nombornya.
paper-case-drawing-says = Wang bergerak mengikut anak panah, lazimnya dari kiri ke kanan. Nombor pada garis ialah nombor pergerakan dalam jadual yang berikut. Garis penuh diperhatikan pada rantaian, garis putus-putus bergantung pada kesimpulan atau pada kata orang. Sempadan berganda ialah kelompok, iaitu hipotesis. Sempadan tebal ialah tempat persoalan bermula.
paper-case-parts = Papan ini lebih besar daripada sehalaman: di sini keseluruhannya, kemudian dalam { $count } bahagian yang boleh dibaca. Lajur tempat dua bahagian bertemu tertera pada kedua-duanya.
paper-case-parts-out = { $count } bahagian lagi tidak dicetak; lukisan dalam pek bukti memuatkan semuanya.
paper-case-board-hops = Pergerakan pada papan
paper-case-board-hops-says = Mengikut urutan masa, masing-masing dengan nombornya dalam lukisan. Alamat dan hash adalah penuh.
paper-board-no-movement = Tiada pergerakan pada papan ini.
paper-board-several = { $count } transaksi bersama
paper-board-inferred = Pergerakan no. { $number }
paper-kind-ledger-fact = diperhatikan
paper-kind-protocol-decoded = diperhatikan
paper-kind-heuristic = DISIMPULKAN
paper-kind-third-party-tag = DIDAKWA oleh pihak lain
paper-kind-analyst-assertion = DINYATAKAN oleh penyiasat
paper-card-address = alamat
paper-card-cluster = kelompok (hipotesis)
paper-card-transaction = transaksi
paper-card-group = kumpulan
paper-card-rest = tidak ditunjukkan
paper-card-start = MULA
paper-card-pinned = disematkan
paper-case-note-board = Pada papan
paper-case-on-movement = Pergerakan { $amount } dalam { $txid }

paper-case-evidence = 11. Bukti dan ringkasan hash
paper-case-pins = Fakta yang disematkan
paper-case-pins-says = Setiap satu ialah salinan fakta seperti yang diketahui semasa ia disematkan. Ia tidak berubah sejak itu: ringkasan hashnya disemak setiap kali ia dibaca.
paper-case-no-pin = Tiada apa-apa disematkan dalam kes ini.
paper-case-column-fact = Apa
paper-case-column-source = Sumber, dibaca, disematkan oleh
paper-case-column-when = Bila
paper-case-column-who = Siapa
paper-case-custody = 12. Log jagaan
paper-case-custody-says = Daripada log audit pemasangan ini, yang terlama dahulu. Setiap catatan membawa hashnya sendiri, yang mengandungi hash catatan sebelumnya: catatan yang diubah, disisip atau dibuang akan memutuskan rantaian ("kancil audit verify").
paper-case-custody-out = { $count } catatan yang lebih lama ada dalam log dan tidak dicetak di sini.
paper-did-case-create = Kes dibuka buat kali pertama
paper-did-case-change = Kes diubah
paper-did-case-open = Kes dilihat
paper-did-case-member-add = Orang dibenarkan masuk ke dalam kes
paper-did-case-member-remove = Orang dikeluarkan daripada kes
paper-did-task-add = Tugas ditambah
paper-did-task-change = Tugas diubah
paper-did-note-write = Nota ditulis
paper-did-file-attach = Fail dilampirkan
paper-did-file-open = Fail dibaca
paper-did-board-create = Papan dibuat
paper-did-board-draw = Papan dilukis
paper-did-evidence-pin = Fakta disematkan
paper-did-evidence-exhibit = Ekshibit dibekukan
paper-did-request-draft = Permintaan didraf
paper-did-request-move = Permintaan digerakkan
paper-did-paper-make = Kertas dibuat
paper-did-access-refuse = Akses ditolak

paper-request-draft = DRAF
paper-request-not-approved = DRAF. Tiada orang kedua meluluskan teks ini. Ia tidak boleh dihantar.
paper-request-title-freeze = Permintaan memelihara rekod dan membekukan dana
paper-request-title-preserve = Permintaan memelihara rekod
paper-request-field-number = Permintaan
paper-request-field-sent-to = Dihantar ke
paper-request-reply-days = dalam tempoh { $days } hari dari tarikh ia dihantar
paper-request-what = Perkara
paper-request-lines = Transaksi yang mana
paper-request-lines-says = Setiap satu boleh dicari dalam rantaian awam dengan apa yang dicetak di sini. Bahagian dikira daripada permulaan jejak.
paper-request-sum = Kesemuanya, { $asset }
paper-request-approval = Siapa menulis dan siapa meluluskannya
paper-request-written = Ditulis oleh
paper-request-approved = Diluluskan oleh
paper-request-approved-says = { $who } pada { $when }; teks yang diluluskan mempunyai SHA-256 { $digest }.
paper-request-unapproved = Belum ada sesiapa. Orang kedua mesti meluluskannya sebelum ia dihantar.
paper-request-state = Keadaan
paper-request-state-drafted = didraf
paper-request-state-approved = diluluskan, belum dihantar
paper-request-state-sent = dihantar
paper-request-state-acknowledged = diakui terima
paper-request-state-frozen = dibekukan
paper-request-state-refused = ditolak
paper-request-state-expired = tidak dijawab dalam tempoh
paper-request-state-withdrawn = ditarik balik
paper-request-answer-days = Sila jawab { $days } dan nyatakan rujukan { $reference }.
