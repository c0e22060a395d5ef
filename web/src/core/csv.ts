// A sheet as text (RFC 4180). A cell that a spreadsheet would run as a formula gets an apostrophe; what would steer
// the text around it is written out.

export function csv(rows: readonly (readonly string[])[]): string {
  return rows.map((cells) => cells.map(cell).join(',') + '\r\n').join('');
}

function cell(text: string): string {
  const plain = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (char) => `\\u{${char.codePointAt(0)!.toString(16)}}`);
  const safe = /^[=+\-@\t\r]/u.test(plain) ? `'${plain}` : plain;
  return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
