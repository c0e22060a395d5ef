# Ang nakasulat sa mga dokumento ng kaso: ang ulat nito, at ang kahilingang isinulat doon.

## machine-drafted

paper-case-field-case = Kaso
paper-case-field-title = Tungkol sa
paper-case-field-people = Mga tao ng kaso
paper-case-field-exhibit = Exhibit
paper-case-exhibit = { $number } "{ $title }": ang board sa rebisyon { $revision }, ni-freeze ni { $who } noong { $when }.
paper-case-summary = Ipinapakita ng ulat na ito ang exhibit { $exhibit }: { $cards } card at { $movements } paggalaw ng halaga sa pagitan ng mga ito; { $observed } sa mga iyon ang nasa pampublikong chain at masusuri ng sinuman. { $traces ->
        [0] Walang inilagay na pagbakas dito.
       *[other] { $traces } pagbakas ang inilagay rito at itinanong uli para sa dokumentong ito.
    }
paper-case-trace-name = Pagbakas T-{ $number }: { $way }, ayon sa { $method }
paper-case-way-forward = saan napunta
paper-case-way-backward = saan galing
paper-case-path-name = Daan W-{ $number }
paper-case-path = Daan W-{ $number }: kung at paano lumipat ang halaga mula { $from } papunta { $to }.
paper-case-no-trace = Walang inilagay na pagbakas sa board na ito. Iginuhit nang mano-mano ang ipinapakita nito, bawat paggalaw.
paper-case-question = Ang tanong ng kasong ito: { $title }
paper-case-places = 6. Nasaan na ito, o saan galing
paper-case-same = Itinanong uli ito para sa dokumentong ito at ibinigay ang mismong sagot na inilagay sa board (SHA-256 { $now }).
paper-case-differs = Itinanong uli ito para sa dokumentong ito, at IBA ang sagot sa inilagay sa board: humaba ang chain mula noon, o nagbago ang mga label. Ang sagot ngayon ang naka-print dito (SHA-256 { $now }); ang inilagay ay { $placed }.
paper-case-cuts = Ang hindi isinama ng pagbakas T-{ $number } ({ $way }, { $method })
paper-case-excluded = Ang hindi ginagamit ng board na ito

paper-case-drawing-alt = Ang board ng exhibit { $exhibit } sa rebisyon { $revision }: nasa talahanayan ng mga hop ang bawat paggalaw rito ayon sa numero nito.
paper-case-drawing-says = Sumusunod sa mga arrow ang pera, karaniwang kaliwa pakanan. Ang numero sa linya ang numero ng paggalaw sa kasunod na talahanayan. Nakita sa chain ang buong guhit; nakasandig sa hinuha o sa sabi ng iba ang putol-putol. Cluster ang dobleng gilid, na isang hipotesis. Doon nagsimula ang tanong kung saan makapal ang gilid.
paper-case-parts = Mas malaki sa isang pahina ang board: narito ang kabuuan, saka ang { $count } bahaging mababasa. Nasa dalawang bahagi ang hanay na pinagtatagpuan nila.
paper-case-parts-out = { $count } pang bahagi ang hindi naka-print; nasa guhit sa evidence pack ang lahat.
paper-case-board-hops = Mga paggalaw sa board
paper-case-board-hops-says = Ayon sa pagkakasunod ng oras, bawat isa sa numero nito sa guhit. Buo ang mga address at hash.
paper-board-no-movement = Walang paggalaw sa board na ito.
paper-board-several = { $count } transaksiyon, pinagsama
paper-board-inferred = Paggalaw blg. { $number }
paper-kind-ledger-fact = nakita
paper-kind-protocol-decoded = nakita
paper-kind-heuristic = HINUHA
paper-kind-third-party-tag = PAHAYAG ng iba
paper-kind-analyst-assertion = SINABI ng imbestigador
paper-card-address = address
paper-card-cluster = cluster (hipotesis)
paper-card-transaction = transaksiyon
paper-card-group = grupo
paper-card-rest = hindi ipinapakita
paper-card-start = SIMULA
paper-card-pinned = naka-pin
paper-case-note-board = Sa board
paper-case-on-movement = Paggalaw ng { $amount } sa { $txid }

paper-case-evidence = 11. Ebidensiya at mga digest
paper-case-pins = Mga na-pin na katotohanan
paper-case-pins-says = Kopya ang bawat isa ng katotohanan ayon sa alam nang i-pin ito. Hindi ito nagbago mula noon: sinusuri ang digest nito tuwing binabasa.
paper-case-no-pin = Walang na-pin sa kasong ito.
paper-case-column-fact = Ano
paper-case-column-source = Pinagkunan, binasa, ni-pin ni
paper-case-column-when = Kailan
paper-case-column-who = Sino
paper-case-custody = 12. Custody log
paper-case-custody-says = Mula sa audit log ng installation, pinakaluma muna. May sariling hash ang bawat entry, na naglalaman ng hash ng nauna: napuputol ang dugtungan kapag may binago, isiningit o inalis na entry ("kancil audit verify").
paper-case-custody-out = { $count } mas lumang entry ang nasa log at hindi naka-print dito.
paper-did-case-create = Unang binuksan ang kaso
paper-did-case-change = Binago ang kaso
paper-did-case-open = Tiningnan ang kaso
paper-did-case-member-add = Pinapasok ang tao sa kaso
paper-did-case-member-remove = Inalis ang tao sa kaso
paper-did-task-add = Nagdagdag ng gawain
paper-did-task-change = Binago ang gawain
paper-did-note-write = Nagsulat ng tala
paper-did-file-attach = Naglakip ng file
paper-did-file-open = Binasa ang file
paper-did-board-create = Gumawa ng board
paper-did-board-draw = Gumuhit sa board
paper-did-evidence-pin = Nag-pin ng katotohanan
paper-did-evidence-exhibit = Ni-freeze ang exhibit
paper-did-request-draft = Isinulat ang borador ng kahilingan
paper-did-request-move = Isinulong ang kahilingan
paper-did-paper-make = Gumawa ng dokumento
paper-did-access-refuse = Tinanggihan ang access

paper-request-draft = BORADOR
paper-request-not-approved = BORADOR. Walang ikalawang taong nag-apruba sa tekstong ito. Hindi ito dapat ipadala.
paper-request-title-freeze = Kahilingang ingatan ang rekord at i-freeze ang pondo
paper-request-title-preserve = Kahilingang ingatan ang mga rekord
paper-request-field-number = Kahilingan
paper-request-field-sent-to = Ipinadala sa
paper-request-reply-days = sa loob ng { $days } araw mula sa araw ng pagpapadala
paper-request-what = Tungkol saan ito
paper-request-lines = Aling mga transaksiyon
paper-request-lines-says = Mahahanap ang bawat isa sa pampublikong chain sa pamamagitan ng naka-print dito. Bahagi ng pinagsimulan ng pagbakas ang bahagi.
paper-request-sum = Lahat nito, { $asset }
paper-request-approval = Sino ang sumulat at sino ang nag-apruba
paper-request-written = Isinulat ni
paper-request-approved = Inaprubahan ni
paper-request-approved-says = { $who } noong { $when }; SHA-256 { $digest } ang tekstong inaprubahan.
paper-request-unapproved = Wala pa. Kailangang aprubahan ng ikalawang tao bago ipadala.
paper-request-state = Kalagayan
paper-request-state-drafted = borador
paper-request-state-approved = aprubado, hindi pa naipapadala
paper-request-state-sent = naipadala
paper-request-state-acknowledged = kinilala ang pagtanggap
paper-request-state-frozen = na-freeze
paper-request-state-refused = tinanggihan
paper-request-state-expired = hindi nasagot sa takdang panahon
paper-request-state-withdrawn = binawi
paper-request-answer-days = Mangyaring sumagot { $days } at banggitin ang reference { $reference }.
