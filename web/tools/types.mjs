// Types of the server's answers from its OpenAPI document (docs/openapi.json), against which src/api/agree.ts holds the
// contract. Written to src/api/schema.d.ts, which is not committed: it is always what the document says.
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';

const source = process.argv[2] ?? fileURLToPath(new URL('../../docs/openapi.json', import.meta.url));
const target = fileURLToPath(new URL('../src/api/schema.d.ts', import.meta.url));

/** @returns {Promise<string>} */
async function types() {
  if (!fs.existsSync(source)) return 'export type paths = Record<never, never>;\n';
  const document = JSON.parse(fs.readFileSync(source, 'utf8'));
  return astToString(await openapiTS(document));
}

fs.writeFileSync(target, `// Made by tools/types.mjs.\n${await types()}`);
