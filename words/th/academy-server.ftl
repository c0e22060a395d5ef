# เหตุผลที่เซิร์ฟเวอร์ทำสิ่งใดในสถาบันฝึกไม่ได้

## machine-drafted

no-such-lesson = ไม่มีบทเรียนนี้
no-such-step = บทเรียนไม่มีขั้นนี้
no-such-check = บทเรียนไม่มีคำถามนี้
no-such-exercise = ไม่มีแบบฝึกหัดนี้ในบรรดาของคุณ
no-such-attempt = ไม่มีการทำแบบฝึกหัดนี้ในบรรดาของคุณ
attempt-submitted = ส่งแล้ว: สิ่งที่อยู่ในนั้นคงไว้ตามเดิม
attempt-outdated = บทเรียนถูกแก้ไขหลังจากคุณเริ่ม และสร้างสายโซ่เดิมไม่ได้อีก: เริ่มใหม่
no-more-hints = ให้คำใบ้ครบทั้ง { $most } ข้อแล้ว
not-submitted = ส่งก่อน แล้วจึงจะได้รู้ว่าความจริงเป็นอย่างไร
answers-closed = ส่งแล้ว แต่ผู้สอนยังไม่เปิดคำตอบ
problem-learning-too-many = เก็บได้ไม่เกิน { $most } ({ $what })
sheet-stale = ระหว่างนั้นมีการเขียนกระดาษคำตอบจากที่อื่น: ฉบับปัจจุบันคือ { $rev }
problem-sheet-if-match = ระบุฉบับที่เขียนต่อไว้ในส่วนหัว If-Match เช่น "27"
problem-sheet-too-long = ไม่เก็บกระดาษคำตอบที่ยาวกว่า { $most } ไบต์
problem-sheet-too-many = กระดาษคำตอบมี { $what } ได้ไม่เกิน { $most } แต่ฉบับนี้มี { $found }
problem-sheet-path-too-long = เส้นทางมี { $found } จุด แต่ให้ตอบไม่เกิน { $most } จุด: ตัดจุดที่ไม่จำเป็นออก
problem-sheet-anchor = ใน { $field }: { $anchor } ไม่ใช่สิ่งใดในสายโซ่ของแบบฝึกหัดนี้
problem-sheet-amount = { $amount } ไม่ใช่จำนวน BTC: เขียนเป็นตัวเลข เช่น 0.25
problem-sheet-typology = ไม่มีรูปแบบความผิด { $typology }
problem-sheet-certainty = บอกความมั่นใจด้วย 1, 2 หรือ 3

# ชั้นเรียน ใบรับรอง การแก้ข้อความ และชุดบทเรียน
no-such-class = ไม่มีชั้นเรียนนี้ในชั้นเรียนของคุณ
no-such-learner = ไม่มีผู้เรียนคนนี้ในชั้นเรียนของคุณ
no-such-trainer = ชั้นเรียนนี้ไม่มีผู้สอนคนนี้
no-such-assignment = ชั้นเรียนนี้ไม่มีแบบฝึกหัดนี้
no-such-certificate = ไม่มีใบรับรองนี้ที่เป็นของคุณหรือของผู้เรียนของคุณ
no-such-section = ข้อความนี้ไม่มีส่วนดังกล่าว
problem-class-closed = ชั้นเรียนปิดแล้ว: เปิดอีกครั้งก่อนจึงแก้ไขได้
problem-class-cannot-learn = เพิ่มบางคนในรายการไม่ได้: ไม่มีบุคคลนั้น หรือบัญชีถูกปิดใช้งาน
problem-class-cannot-teach = เพิ่มไม่ได้: ผู้สอนของชั้นเรียนต้องเป็นผู้สอนที่มีอยู่ และบัญชีไม่ถูกปิดใช้งาน
problem-class-last-trainer = ชั้นเรียนต้องมีผู้สอนอย่างน้อยหนึ่งคน: เพิ่มผู้สอนอีกคนก่อน
problem-class-too-many = { $what } มีได้ไม่เกิน { $most }
problem-not-submitted-yet = ยังไม่ได้ส่ง: ให้คะแนนได้เฉพาะสิ่งที่ส่งแล้ว
problem-points-range = คะแนนที่ผู้สอนให้อยู่ระหว่าง −{ $most } ถึง { $most }
problem-nothing-passed = ยังไม่มีสิ่งที่รับรองได้: ยังไม่ผ่านกรณีใด
problem-text-not-drafted = ข้อความนี้คนเขียน ไม่ใช่เครื่องร่าง จึงไม่มีสิ่งที่ต้องแก้ที่นี่
problem-text-unfit = ถ้าใช้ข้อความนี้ บทเรียนจะสอนไม่ได้: { $reason }
problem-pack-refused = ไม่รับชุดบทเรียน: { $reason }
problem-pack-unfit = ไม่รับชุดบทเรียน เพราะบทเรียนในชุดสอนไม่ได้ (ข้อบกพร่อง { $count } ข้อ): { $reason }
