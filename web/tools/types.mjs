// Types of the server's answers from its OpenAPI document, where the repository has one (docs/openapi.json).
// Written to src/api/schema.d.ts, which is not committed: it is always what the document says.
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';

const document = new URL('../../docs/openapi.json', import.meta.url);
const target = fileURLToPath(new URL('../src/api/schema.d.ts', import.meta.url));

if (fs.existsSync(document)) {
  const types = await openapiTS(document);
  fs.writeFileSync(target, `// Made by tools/types.mjs from docs/openapi.json.\n${astToString(types)}`);
}
