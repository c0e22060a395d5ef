# เอกสารของคดี: รายงานเส้นทางเงินของคดี และคำขอที่ร่างไว้ในคดี

## machine-drafted

paper-case-field-case = คดี
paper-case-field-title = เรื่อง
paper-case-field-people = ผู้ปฏิบัติงานในคดี
paper-case-field-exhibit = วัตถุพยาน
paper-case-exhibit = { $number } "{ $title }": กระดานฉบับแก้ไขที่ { $revision } ตรึงไว้โดย { $who } เมื่อ { $when }
paper-case-summary = รายงานนี้แสดงวัตถุพยาน { $exhibit }: การ์ด { $cards } ใบ และการเคลื่อนย้ายมูลค่าระหว่างการ์ด { $movements } รายการ ในจำนวนนี้ { $observed } รายการอยู่ในเชนสาธารณะและใครก็ตรวจสอบได้ { $traces ->
        [0] ไม่มีการตามรอยวางไว้บนกระดาน
       *[other] มีการตามรอย { $traces } รายการวางไว้บนกระดาน และได้ถามซ้ำเพื่อเอกสารนี้
    }
paper-case-trace-name = การตามรอย T-{ $number }: { $way } ด้วยวิธี { $method }
paper-case-way-forward = ไปที่ใด
paper-case-way-backward = มาจากที่ใด
paper-case-path-name = เส้นทาง W-{ $number }
paper-case-path = เส้นทาง W-{ $number }: มูลค่าไปจาก { $from } ถึง { $to } หรือไม่ และอย่างไร
paper-case-no-trace = ไม่มีการตามรอยวางไว้บนกระดานนี้ สิ่งที่แสดงวาดด้วยมือทีละรายการ
paper-case-question = คำถามของคดีนี้: { $title }
paper-case-places = 6. ขณะนี้อยู่ที่ใด หรือมาจากที่ใด
paper-case-same = ได้ถามซ้ำเพื่อเอกสารนี้ และได้คำตอบเดียวกันกับที่วางไว้บนกระดานทุกประการ (SHA-256 { $now })
paper-case-differs = ได้ถามซ้ำเพื่อเอกสารนี้ และคำตอบต่างจากที่วางไว้บนกระดาน: เชนยาวขึ้นตั้งแต่นั้น หรือป้ายกำกับเปลี่ยนไป ที่พิมพ์ไว้คือคำตอบของขณะนี้ (SHA-256 { $now }) ที่วางไว้คือ { $placed }
paper-case-cuts = สิ่งที่การตามรอย T-{ $number } ({ $way }, { $method }) ละไว้
paper-case-excluded = สิ่งที่กระดานนี้ไม่ใช้

paper-case-drawing-alt = กระดานของวัตถุพยาน { $exhibit } ฉบับแก้ไขที่ { $revision }: ทุกการเคลื่อนย้ายอยู่ในตารางตามหมายเลข
paper-case-drawing-says = เงินเคลื่อนตามลูกศร โดยทั่วไปจากซ้ายไปขวา หมายเลขบนเส้นคือหมายเลขของการเคลื่อนย้ายในตารางถัดไป เส้นทึบคือสิ่งที่เห็นบนเชน เส้นประอาศัยการอนุมานหรือคำกล่าวอ้างของผู้อื่น กรอบสองชั้นคือคลัสเตอร์ซึ่งเป็นสมมติฐาน กรอบหนาคือจุดที่คำถามเริ่มต้น
paper-case-parts = กระดานใหญ่กว่าหนึ่งหน้า: ที่นี่แสดงทั้งกระดาน แล้วแยกเป็น { $count } ส่วนที่อ่านได้ คอลัมน์ที่ส่วนต่าง ๆ มาบรรจบกันปรากฏในทั้งสองส่วน
paper-case-parts-out = อีก { $count } ส่วนไม่ได้พิมพ์ แผนภาพในชุดหลักฐานมีครบถ้วน
paper-case-board-hops = การเคลื่อนย้ายบนกระดาน
paper-case-board-hops-says = เรียงตามเวลา ตามหมายเลขในแผนภาพ ที่อยู่และแฮชพิมพ์ครบถ้วน
paper-board-no-movement = ไม่มีการเคลื่อนย้ายบนกระดานนี้
paper-board-several = { $count } ธุรกรรมรวมกัน
paper-board-inferred = การเคลื่อนย้ายหมายเลข { $number }
paper-kind-ledger-fact = เห็นบนเชน
paper-kind-protocol-decoded = เห็นบนเชน
paper-kind-heuristic = อนุมาน
paper-kind-third-party-tag = ผู้อื่นกล่าวอ้าง
paper-kind-analyst-assertion = ผู้สืบสวนยืนยัน
paper-card-address = ที่อยู่
paper-card-cluster = คลัสเตอร์ (สมมติฐาน)
paper-card-transaction = ธุรกรรม
paper-card-group = กลุ่ม
paper-card-rest = ไม่ได้แสดง
paper-card-start = จุดเริ่ม
paper-card-pinned = ปักหมุด
paper-case-note-board = บนกระดาน
paper-case-on-movement = การเคลื่อนย้าย { $amount } ใน { $txid }

paper-case-evidence = 11. พยานหลักฐานและค่าแฮช
paper-case-pins = ข้อเท็จจริงที่ปักหมุด
paper-case-pins-says = แต่ละรายการคือสำเนาของข้อเท็จจริงตามที่ทราบเมื่อปักหมุด และไม่ได้เปลี่ยนแปลงตั้งแต่นั้น: ตรวจค่าแฮชทุกครั้งที่อ่าน
paper-case-no-pin = ไม่มีการปักหมุดในคดีนี้
paper-case-column-fact = สิ่งใด
paper-case-column-source = แหล่งที่มา อ่านเมื่อ ปักหมุดโดย
paper-case-column-when = เมื่อ
paper-case-column-who = ผู้ใด
paper-case-custody = 12. บันทึกการครอบครอง
paper-case-custody-says = จากบันทึกการตรวจสอบของระบบ เรียงจากเก่าไปใหม่ แต่ละรายการมีแฮชของตนเองซึ่งรวมแฮชของรายการก่อนหน้า: รายการที่ถูกแก้ ใส่เพิ่ม หรือตัดออก ทำให้สายแฮชขาด ("kancil audit verify")
paper-case-custody-out = อีก { $count } รายการเก่ากว่าอยู่ในบันทึกและไม่ได้พิมพ์ไว้ที่นี่
paper-did-case-create = เปิดคดีครั้งแรก
paper-did-case-change = แก้ไขคดี
paper-did-case-open = เปิดดูคดี
paper-did-case-member-add = ให้บุคคลเข้าถึงคดี
paper-did-case-member-remove = นำบุคคลออกจากคดี
paper-did-task-add = เพิ่มงาน
paper-did-task-change = แก้ไขงาน
paper-did-note-write = เขียนบันทึก
paper-did-file-attach = แนบไฟล์
paper-did-file-open = อ่านไฟล์
paper-did-board-create = สร้างกระดาน
paper-did-board-draw = วาดบนกระดาน
paper-did-evidence-pin = ปักหมุดข้อเท็จจริง
paper-did-evidence-exhibit = ตรึงวัตถุพยาน
paper-did-request-draft = ร่างคำขอ
paper-did-request-move = ดำเนินการคำขอ
paper-did-paper-make = ทำเอกสาร
paper-did-access-refuse = ปฏิเสธการเข้าถึง

paper-request-draft = ฉบับร่าง
paper-request-not-approved = ฉบับร่าง ยังไม่มีบุคคลที่สองอนุมัติข้อความนี้ ห้ามส่ง
paper-request-title-freeze = คำขอให้เก็บรักษาข้อมูลและอายัดทรัพย์สิน
paper-request-title-preserve = คำขอให้เก็บรักษาข้อมูล
paper-request-field-number = คำขอ
paper-request-field-sent-to = ส่งไปยัง
paper-request-reply-days = ภายใน { $days } วันนับจากวันที่ส่ง
paper-request-what = เรื่องที่ขอ
paper-request-lines = ธุรกรรมที่เกี่ยวข้อง
paper-request-lines-says = แต่ละรายการตรวจดูได้ในเชนสาธารณะจากสิ่งที่พิมพ์ไว้ที่นี่ สัดส่วนคิดจากยอดตั้งต้นของการตามรอย
paper-request-sum = ทั้งหมด { $asset }
paper-request-approval = ผู้ร่างและผู้อนุมัติ
paper-request-written = ร่างโดย
paper-request-approved = อนุมัติโดย
paper-request-approved-says = { $who } เมื่อ { $when } ข้อความที่อนุมัติมี SHA-256 { $digest }
paper-request-unapproved = ยังไม่มี บุคคลที่สองต้องอนุมัติก่อนส่ง
paper-request-state = สถานะ
paper-request-state-drafted = ร่างแล้ว
paper-request-state-approved = อนุมัติแล้ว ยังไม่ส่ง
paper-request-state-sent = ส่งแล้ว
paper-request-state-acknowledged = ตอบรับแล้ว
paper-request-state-frozen = อายัดแล้ว
paper-request-state-refused = ปฏิเสธ
paper-request-state-expired = ไม่ตอบภายในกำหนด
paper-request-state-withdrawn = ถอนคำขอแล้ว
paper-request-answer-days = โปรดตอบ { $days } และอ้างเลขอ้างอิง { $reference }
