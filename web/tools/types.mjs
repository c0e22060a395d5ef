// Types of the server's answers from its OpenAPI document (docs/openapi.json), against which src/api/agree.ts holds the
// contract. Written to src/api/schema.d.ts, which is not committed: it is always what the document says.
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';

const document = new URL('../../docs/openapi.json', import.meta.url);
const target = fileURLToPath(new URL('../src/api/schema.d.ts', import.meta.url));

const types = fs.existsSync(document) ? astToString(await openapiTS(document)) : 'export type paths = Record<never, never>;\n';
fs.writeFileSync(target, `// Made by tools/types.mjs from docs/openapi.json.\n${types}`);
