# เหตุผลที่วางผลการตามรอยหรือเส้นทางบนกระดานไม่ได้ และสิ่งที่ทำได้

## machine-drafted

problem-drawing-of-what = กระดานวาดได้เฉพาะผลการตามรอยและเส้นทาง แต่นี่เป็นผลของคำถามอื่น ({ $kind })
problem-drawing-no-such-row = คำตอบมี { $rows } แถว นับจาก 0 และไม่มีแถว { $row }
problem-drawing-nothing = ไม่ได้เลือกส่วนใดของคำตอบที่วาดได้
problem-drawing-too-large = ปลายทางเหล่านี้รวมเป็นการ์ด { $cards } ใบ แต่กระดานวาดได้ไม่เกิน { $most } ใบ
problem-drawing-too-many-endings = มีปลายทาง { $count } แห่ง แต่ผลลัพธ์บนกระดานมีได้ไม่เกิน { $most } แห่ง
hint-drawing-fewer = เลือกปลายทางให้น้อยลง โดยเริ่มจากจำนวนมากที่สุด
hint-drawing-fold = พับหรือซ่อนสิ่งที่อยู่บนกระดาน หรือทำต่อในกระดานอื่น
hint-drawing-table = ตารางของผลลัพธ์มีครบทุกรายการ
