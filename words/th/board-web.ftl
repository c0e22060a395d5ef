# กระดานในเบราว์เซอร์: สิ่งที่บอกขณะวาด

## machine-drafted

board-undo = เลิกทำ
board-undone = เลิกทำแล้ว
board-redone = ทำซ้ำแล้ว
board-hidden = ซ่อนการ์ด { $count } ใบแล้ว ไม่มีการลบ
board-nothing-hidden = ไม่มีสิ่งที่ซ่อนอยู่
board-shown = แสดงการ์ด { $count } ใบอีกครั้ง
board-grouped = จัดกลุ่มการ์ด { $count } ใบแล้ว
board-ungrouped = แยกกลุ่มแล้ว การ์ดยังอยู่
board-excluded = ตัดออกแล้ว และคำนวณใหม่โดยไม่ใช้สิ่งนี้
board-included = นำกลับมาใช้แล้ว
board-pinned = ปักหมุดแล้ว: เก็บข้อเท็จจริงไว้ตามที่เป็นอยู่ตอนนี้
board-pin-not = นี่ไม่ใช่ข้อเท็จจริงเดียว ให้ปักหมุดที่อยู่ ธุรกรรม หรือส่วนหนึ่งของธุรกรรม
board-placed = { $count ->
        [0] ทุกอย่างอยู่บนกระดานแล้ว
       *[other] เพิ่มการ์ด { $count } ใบแล้ว
    }
board-received = มีผู้อื่นแก้ไขกระดาน { $count } ขั้น
board-lost = การแก้ไขของคุณหนึ่งรายการเก็บไว้ไม่ได้: { $why }
board-frozen-refusal = ฉบับเก่าดูได้อย่างเดียว ไปที่ฉบับล่าสุดเพื่อแก้ไข
board-refused-full = กระดานแสดงการ์ดได้ไม่เกิน 600 ใบ ให้พับช่วง ซ่อนหรือจัดกลุ่มสิ่งที่ไม่ต้องใช้ หรือทำต่อบนกระดานอื่น
board-refused-too-many = กระดานเก็บสิ่งนี้เพิ่มไม่ได้แล้ว ให้ทำต่อบนกระดานอื่น
board-refused-missing = สิ่งที่เกี่ยวข้องไม่อยู่บนกระดานแล้ว
board-refused-exists = มีอยู่แล้ว
board-refused-changed = มีผู้อื่นแก้ไขไปแล้ว
board-refused-in-use = ยังมีสิ่งอื่นบนกระดานที่อ้างอิงอยู่
board-refused-grouped = การ์ดใบหนึ่งอยู่ในกลุ่มอื่น
board-refused-taken = มีการ์ดอื่นอยู่ตรงนั้น
board-refused-not-by-hand = การ์ดซ่อนได้ แต่ลบไม่ได้
board-refused-nothing-to-undo = ไม่มีสิ่งที่คุณทำให้เลิกทำ
board-refused-nothing-to-redo = ไม่มีสิ่งที่จะทำซ้ำ
board-refused-not-the-newest = มีการทำสิ่งอื่นหลังจากนั้น
board-refused-text-empty = ข้อความว่างเปล่า
board-refused-text-too-long = ข้อความยาวเกินไป
board-refused-text-invisible = ข้อความมีอักขระที่มองไม่เห็น
board-refused-malformed = เซิร์ฟเวอร์อ่านไม่ได้ หน้านี้อาจเก่ากว่าโปรแกรม ให้โหลดหน้าใหม่
