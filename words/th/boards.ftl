# เหตุผลเมื่อทำขั้นตอนบนกระดานไม่ได้

## machine-drafted

title-428 = ไม่ได้บอกว่าทำจากฉบับใด

no-such-fact = บัญชีแยกประเภทและป้ายกำกับที่นี่ไม่มีข้อเท็จจริงนี้: จึงไม่ได้ปักหมุด
board-stale = ขณะนี้กระดานอยู่ที่ฉบับ { $rev } แล้ว: สิ่งที่ผู้อื่นทำมาก่อน
problem-board-if-match = If-Match ระบุฉบับที่ใช้ทำขั้นตอน เช่น "27"
problem-board-no-such-revision = กระดานมี { $rev } ฉบับ และไม่มีฉบับ { $asked }
problem-board-too-many-steps = รับได้ครั้งละไม่เกิน { $most } การกระทำ
problem-board-full = กระดานวาดการ์ดได้ไม่เกิน { $most } ใบ: ซ่อนหรือพับบางใบ จำกัดตัวกรองให้แคบลง หรือทำต่อในกระดานอื่น ส่วนที่เหลืออยู่ในตารางและผลลัพธ์
problem-board-too-many = กระดานเก็บ { $what } ได้ไม่เกิน { $most }: ทำต่อในกระดานอื่น
problem-board-missing = ไม่มี { $what } “{ $id }” บนกระดาน
problem-board-exists = มี { $what } “{ $id }” บนกระดานแล้ว
problem-board-changed = { $what } “{ $id }” ถูกแก้ไขไปแล้ว
problem-board-in-use = “{ $id }” ยังใช้อยู่บนกระดาน: โดยเส้น กลุ่ม บันทึก หรือหมุด
problem-board-grouped = การ์ด “{ $id }” อยู่ในกลุ่มอื่น: ยกเลิกกลุ่มนั้นก่อน
problem-board-taken = มีการ์ดอื่นอยู่ตรงตำแหน่งที่จะเพิ่ม “{ $id }”: การ์ดใหม่ใช้ช่องว่าง
problem-board-not-by-hand = การ์ดใช้การซ่อน ไม่ใช่การลบ: ซ่อน “{ $id }”
problem-board-nothing-to-undo = ไม่มีสิ่งที่คุณทำให้เลิกทำ
problem-board-nothing-to-redo = ไม่มีสิ่งที่คุณเลิกทำให้ทำซ้ำ
problem-board-not-the-newest = การเลิกทำย้อนจากการกระทำล่าสุด และนี่ไม่ใช่การกระทำล่าสุด: “{ $id }”
problem-board-other-world = แบบฝึกหัดปักหมุดได้เฉพาะเรื่องสมมติ และคดีจริงปักหมุดเรื่องสมมติไม่ได้
problem-board-malformed = ขั้นตอนมีรูปแบบไม่ถูกต้อง: { $reason }
