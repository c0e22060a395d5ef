# Yang dikatakan tentang kes, fail dan permintaan apabila sesuatu tidak dilakukan

## machine-drafted

no-such-case = tiada kes ini antara kes anda
no-such-task = tiada tugas ini dalam kes ini
no-such-note = tiada nota ini dalam kes ini
no-such-file = tiada fail ini dalam kes ini
no-such-pin = tiada semat ini dalam kes ini
no-such-exhibit = tiada ekshibit ini dalam kes ini
no-such-request = tiada permintaan ini dalam kes ini
no-such-member = orang ini bukan ahli kes ini
problem-case-closed = kes ini sudah ditutup: buka semula untuk bekerja di dalamnya
problem-case-not-an-exercise = pelatih hanya membuka latihan, berdasarkan cerita
problem-case-cannot-be-member = orang ini tidak boleh menjadi ahli kes ini: tiada peranannya yang membaca kes, atau aksesnya ditutup
problem-case-last-member = mesti ada orang yang boleh membaca kes ini: ini ahli terakhir
problem-case-of-attempt = kes sesuatu latihan ialah milik pelatihnya sahaja, dan tamat apabila latihan diserahkan
problem-case-too-many = tiada ruang lagi: paling banyak { $most } { $what ->
    [members] ahli
    [tasks] tugas
    [notes] versi nota
    [files] fail
    [boards] papan
    [pins] semat
    [exhibits] ekshibit
    [requests] permintaan
   *[other] daripadanya
}
problem-case-stale = ada orang mengubahnya sejak anda membacanya: baca semula, kemudian tulis
problem-case-template-unknown = tiada templat “{ $template }”
problem-text-empty = { $field } kosong
problem-text-too-long = { $field } mempunyai { $found } aksara dan paling banyak { $most } disimpan: pendekkan, atau lampirkan sebagai fail
problem-text-invisible = { $field } mengandungi aksara halimunan { $code } pada aksara ke-{ $at }: buang aksara itu, kerana teks akan kelihatan lain daripada yang sebenar
problem-file-damaged = bait yang disimpan bagi { $sha256 } bukan bait yang dilampirkan: ia tidak diserahkan; pulihkan daripada sandaran
problem-file-not-kept = fail tidak dapat disimpan pada cakera: penjaga pemasangan ini sudah dimaklumkan
problem-exhibit-damaged = ekshibit { $sha256 } tidak dapat dibaca lagi: ia tidak ditunjukkan; pulihkan rekod daripada sandaran

problem-request-not-now = permintaan yang { $state } tidak boleh disuruh { $event }
problem-request-own-text = orang kedua yang meluluskan: permintaan ini teks anda sendiri
problem-request-other-text = teks ini diubah sejak anda membacanya: baca semula dahulu
problem-request-not-over = masa untuk menjawab belum tamat
problem-request-lines = satu permintaan menamakan 1 hingga { $most } transaksi
problem-request-reply-days = masa untuk menjawab ialah 1 hingga { $most } hari
problem-request-share = bahagian adalah dalam per sejuta daripada keseluruhan, paling banyak 1,000,000
