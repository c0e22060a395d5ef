# Kung bakit hindi nagawa ang isang bagay sa akademya, ayon sa server.

## machine-drafted

no-such-lesson = walang ganitong aralin
no-such-step = walang ganitong hakbang ang aralin
no-such-check = walang ganitong tanong ang aralin
no-such-exercise = walang ganitong ehersisyo sa mga sa iyo
no-such-attempt = walang ganitong pagsubok sa mga sa iyo
attempt-submitted = naipasa na ito: mananatili ang nakasulat
attempt-outdated = binago ang aralin mula nang magsimula ka, at hindi na magagawa uli ang chain na ito: magsimula nang bago
no-more-hints = nasabi na ang lahat ng { $most } pahiwatig
not-submitted = ipasa muna: saka sasabihin sa iyo ang totoo
answers-closed = naipasa na ito; hindi pa binubuksan ng tagapagsanay ang mga sagot
problem-learning-too-many = hanggang { $most } { $what } lang ang itinatago
sheet-stale = sinulatan na sa ibang lugar ang sagutang papel: { $rev } na ang rebisyon
problem-sheet-if-match = banggitin sa header na If-Match ang rebisyong pinagsulatan ng sagutang papel, gaya ng "27"
problem-sheet-too-long = hindi itinatago ang sagutang papel na higit sa { $most } byte
problem-sheet-too-many = hanggang { $most } { $what } lang ang sagutang papel, at { $found } ang narito
problem-sheet-path-too-long = { $found } hinto ang dinaanan, at hanggang { $most } ang hinihingi: alisin ang hindi kailangan
problem-sheet-anchor = sa { $field }: walang pinapangalanan ang { $anchor } sa chain ng ehersisyong ito
problem-sheet-amount = hindi halaga sa BTC ang { $amount }: sumulat ng numerong gaya ng 0.25
problem-sheet-typology = walang tipolohiyang { $typology }
problem-sheet-certainty = 1, 2 o 3 ang nagsasabi kung gaano ka katiyak
no-such-class = walang ganitong klase sa mga klase mo
no-such-learner = walang ganitong nagsasanay sa klase mo
no-such-trainer = walang ganitong tagapagsanay ang klaseng ito
no-such-assignment = wala sa klase ang ehersisyong ito
no-such-certificate = walang ganitong sertipiko na sa iyo o sa mga nagsasanay mo
no-such-section = walang ganitong bahagi ang teksto
problem-class-closed = sarado ang klase: buksan uli para baguhin
problem-class-cannot-learn = may hindi maidagdag sa listahan: walang ganoong tao, o isinara ang access niya
problem-class-cannot-teach = hindi maidagdag: ang nagtuturo sa klase ay tagapagsanay na narito at hindi isinara ang access
problem-class-last-trainer = nananatili ang huling tagapagsanay ng klase: magdagdag muna ng isa pa
problem-class-too-many = hanggang { $most } { $what } lang
problem-not-submitted-yet = hindi pa ito naipapasa: ang naipasa lang ang binibigyan ng puntos
problem-points-range = mula −{ $most } hanggang { $most } ang mga puntos ng tagapagsanay
problem-nothing-passed = walang mapatutunayan: wala pang kasong pasado
problem-text-not-drafted = tao ang sumulat ng tekstong ito, hindi makina, kaya walang itatama rito
problem-text-unfit = hindi maituturo ang aralin sa tekstong ito: { $reason }
problem-pack-refused = hindi tinanggap ang pack: { $reason }
problem-pack-unfit = hindi tinanggap ang pack, hindi maituturo ang mga aralin nito ({ $count } mali): { $reason }
