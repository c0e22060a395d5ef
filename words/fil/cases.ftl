# Ang sinasabi tungkol sa mga kaso, file at kahilingan kapag may hindi nagawa

## machine-drafted

no-such-case = walang ganitong kaso sa mga kaso mo
no-such-task = walang ganitong gawain sa kasong ito
no-such-note = walang ganitong tala sa kasong ito
no-such-file = walang ganitong file sa kasong ito
no-such-pin = walang ganitong pin sa kasong ito
no-such-exhibit = walang ganitong exhibit sa kasong ito
no-such-request = walang ganitong kahilingan sa kasong ito
no-such-member = hindi siya kasapi ng kasong ito
problem-case-closed = sarado ang kaso: buksan uli para makapagtrabaho rito
problem-case-not-an-exercise = mga ehersisyo lang, na batay sa kuwento, ang nabubuksan ng nagsasanay
problem-case-cannot-be-member = hindi siya maaaring maging kasapi ng kasong ito: wala siyang papel na nakababasa nito, o isinara ang access niya
problem-case-last-member = dapat may matirang makababasa ng kaso: ito ang huling kasapi
problem-case-of-attempt = sa nag-aaral lang ang kaso ng ehersisyo, at natatapos ito kapag naipasa ang ehersisyo
problem-case-too-many = wala nang lugar: hanggang { $most } { $what ->
    [members] kasapi
    [tasks] gawain
    [notes] bersiyon ng mga tala
    [files] file
    [boards] board
    [pins] pin
    [exhibits] exhibit
    [requests] kahilingan
   *[other] nito
}
problem-case-stale = may nagbago nito mula nang basahin mo: basahin uli, saka isulat ang sa iyo
problem-case-template-unknown = walang template na “{ $template }”
problem-text-empty = walang laman ang { $field }
problem-text-too-long = may { $found } character ang { $field } at hanggang { $most } lang ang itinatago: paikliin, o ilakip bilang file
problem-text-invisible = may di-nakikitang character na { $code } ang { $field } sa ika-{ $at } character: alisin ito, dahil iba sa totoo ang maipapakita ng teksto
problem-file-damaged = hindi ang inilakip na mga byte ang nakatago para sa { $sha256 }: hindi ito ibinibigay; ibalik mula sa backup
problem-file-not-kept = hindi naitago sa disk ang file: nasabihan na ang nangangalaga sa installation na ito
problem-exhibit-damaged = hindi na mabasa ang exhibit ng { $sha256 }: hindi ito ipinapakita; ibalik ang record mula sa backup

problem-request-not-now = ang kahilingang { $state } ay hindi masasabihan ng { $event }
problem-request-own-text = ikalawang tao ang nag-aapruba: sarili mong teksto ang kahilingang ito
problem-request-other-text = binago ang teksto mula nang basahin mo: basahin muna uli
problem-request-not-over = hindi pa tapos ang palugit sa pagsagot
problem-request-lines = 1 hanggang { $most } transaksiyon ang pinapangalanan ng isang kahilingan
problem-request-reply-days = 1 hanggang { $most } araw ang palugit sa pagsagot
problem-request-share = ikamilyon ng kabuuan ang bahagi, hanggang 1,000,000
