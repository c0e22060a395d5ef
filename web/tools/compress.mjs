// Writes every text asset of dist/ again as .br and .gz, so that the server sends bytes and compresses none.
// Fonts are compressed already. A copy that is no smaller is not written.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const DIST = fileURLToPath(new URL('../dist', import.meta.url));
const TEXT = /\.(html|js|css|svg|json|txt)$/;

const names = /** @type {string[]} */ (fs.readdirSync(DIST, { recursive: true }));
for (const name of names.filter((each) => TEXT.test(each)).sort()) {
  const file = path.join(DIST, name);
  const bytes = fs.readFileSync(file);
  const packed = {
    br: brotliCompressSync(bytes, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
    }),
    gz: gzipSync(bytes, { level: 9 }),
  };
  for (const [ending, smaller] of Object.entries(packed)) {
    if (smaller.length < bytes.length) fs.writeFileSync(`${file}.${ending}`, smaller);
  }
}
