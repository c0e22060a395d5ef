# เหตุที่ทำเอกสารของคดีไม่ได้

## machine-drafted

problem-paper-language = ที่นี่จัดหน้าเอกสารเป็นภาษา “{ $language }” ไม่ได้: มี en และ th โดย th ต้องสร้างโปรแกรมพร้อมแบบอักษรไทย
problem-paper-not-made = ทำเอกสารไม่ได้: { $reason }
