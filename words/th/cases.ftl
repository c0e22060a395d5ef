# เหตุผลเมื่อทำสิ่งใดกับคดี ไฟล์ หรือคำขอไม่ได้

## machine-drafted

no-such-case = ไม่มีคดีนี้ในบรรดาคดีของคุณ
no-such-task = ไม่มีงานนี้ในคดีนี้
no-such-note = ไม่มีบันทึกนี้ในคดีนี้
no-such-file = ไม่มีไฟล์นี้ในคดีนี้
no-such-pin = ไม่มีหลักฐานที่ปักหมุดนี้ในคดีนี้
no-such-exhibit = ไม่มีวัตถุพยานนี้ในคดีนี้
no-such-request = ไม่มีคำขอนี้ในคดีนี้
no-such-member = บุคคลนี้ไม่ใช่สมาชิกของคดีนี้
problem-case-closed = คดีปิดแล้ว: เปิดใหม่ก่อนจึงจะทำงานต่อได้
problem-case-not-an-exercise = ผู้เข้าอบรมเปิดได้เฉพาะแบบฝึกหัดจากเรื่องสมมติ
problem-case-cannot-be-member = บุคคลนี้เป็นสมาชิกของคดีนี้ไม่ได้: ไม่มีบทบาทที่อ่านคดีได้ หรือถูกระงับการใช้งาน
problem-case-last-member = ต้องมีผู้ที่อ่านคดีได้เหลืออยู่: นี่คือสมาชิกคนสุดท้าย
problem-case-of-attempt = คดีของแบบฝึกหัดเป็นของผู้เรียนเพียงผู้เดียว และสิ้นสุดเมื่อส่งแบบฝึกหัด
problem-case-too-many = เพิ่มไม่ได้อีก: มีได้สูงสุด { $most } { $what ->
    [members] สมาชิก
    [tasks] งาน
    [notes] ฉบับของบันทึก
    [files] ไฟล์
    [boards] กระดาน
    [pins] หมุด
    [exhibits] วัตถุพยาน
    [requests] คำขอ
   *[other] รายการ
}
problem-case-stale = มีผู้แก้ไขหลังจากที่คุณอ่าน: อ่านใหม่ก่อน แล้วจึงเขียนของคุณ
problem-case-template-unknown = ไม่มีแม่แบบ “{ $template }”
problem-text-empty = { $field } ว่างเปล่า
problem-text-too-long = { $field } มี { $found } อักขระ และเก็บได้ไม่เกิน { $most }: ย่อให้สั้นลง หรือแนบเป็นไฟล์
problem-text-invisible = { $field } มีอักขระที่มองไม่เห็น { $code } ที่อักขระลำดับ { $at }: โปรดลบออก เพราะทำให้ข้อความแสดงผิดไปจากที่เป็นจริง
problem-file-damaged = ข้อมูลที่เก็บไว้ของ { $sha256 } ไม่ตรงกับที่แนบมา: จึงไม่ส่งออกให้ โปรดนำกลับมาจากข้อมูลสำรอง
problem-file-not-kept = เก็บไฟล์ลงดิสก์ไม่ได้: แจ้งผู้ดูแลระบบแล้ว
problem-exhibit-damaged = อ่านวัตถุพยานของ { $sha256 } ไม่ได้แล้ว: จึงไม่แสดง โปรดนำบันทึกกลับมาจากข้อมูลสำรอง

problem-request-not-now = คำขอที่อยู่ในสถานะ { $state } ทำ { $event } ไม่ได้
problem-request-own-text = ต้องให้บุคคลที่สองอนุมัติ: คำขอนี้เป็นข้อความของคุณเอง
problem-request-other-text = ข้อความถูกแก้ไขหลังจากที่คุณอ่าน: อ่านใหม่ก่อน
problem-request-not-over = ยังไม่หมดเวลาตอบ
problem-request-lines = คำขอหนึ่งระบุได้ 1 ถึง { $most } ธุรกรรม
problem-request-reply-days = เวลาตอบคือ 1 ถึง { $most } วัน
problem-request-share = สัดส่วนเป็นหนึ่งในล้านส่วนของทั้งหมด สูงสุด 1,000,000
