// Reads an OpenAPI 3.1 document into what a page can draw: operations by subject, schemas as a tree of names and types.
// Only what our own server writes is understood; anything else is shown by its name. Pure.

export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  description?: string;
  enum?: unknown[];
  const?: unknown;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: Schema | boolean;
  oneOf?: Schema[];
  anyOf?: Schema[];
  allOf?: Schema[];
}

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  schema?: Schema;
}

interface RawOperation {
  tags?: string[];
  summary?: string;
  description?: string;
  operationId?: string;
  parameters?: Parameter[];
  requestBody?: { description?: string; content?: Record<string, { schema?: Schema }> };
  responses?: Record<string, { description?: string; content?: Record<string, { schema?: Schema }> }>;
  security?: Record<string, string[]>[];
}

export interface Document {
  openapi: string;
  info: { title: string; version: string; description?: string };
  paths: Record<string, Record<string, RawOperation>>;
  components?: { schemas?: Record<string, Schema> };
}

export interface Operation extends RawOperation {
  id: string;
  method: string;
  path: string;
}

export interface Subject {
  tag: string;
  operations: Operation[];
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/** Operations in the order of the document, grouped by their first tag. */
export function subjects(document: Document): Subject[] {
  const groups = new Map<string, Operation[]>();
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const raw = methods[method];
      if (!raw) continue;
      const tag = raw.tags?.[0] ?? '';
      const group = groups.get(tag) ?? [];
      group.push({ ...raw, id: `${method}${path.replaceAll(/[^a-z0-9]+/gi, '-')}`, method: method.toUpperCase(), path });
      groups.set(tag, group);
    }
  }
  return [...groups].map(([tag, operations]) => ({ tag, operations }));
}

export function resolve(document: Document, schema: Schema): { name: string | null; schema: Schema } {
  const name = /^#\/components\/schemas\/([^/]+)$/.exec(schema.$ref ?? '')?.[1];
  if (!name) return { name: null, schema };
  return { name, schema: document.components?.schemas?.[name] ?? {} };
}

/** A type in a word or two: `string (date-time)`, `array of Leg`, `"fifo" | "lifo"`, `integer or null`. */
export function typeOf(document: Document, schema: Schema): string {
  const { name, schema: real } = resolve(document, schema);
  if (name) return name;
  if (real.const !== undefined) return JSON.stringify(real.const);
  if (real.enum) return real.enum.map((value) => JSON.stringify(value)).join(' | ');
  const choices = real.oneOf ?? real.anyOf;
  if (choices) return choices.map((choice) => typeOf(document, choice)).join(' or ');
  if (real.allOf) return real.allOf.map((part) => typeOf(document, part)).join(' with ');
  const types = [real.type ?? (real.properties ? 'object' : 'any')].flat();
  return types
    .map((type) => {
      if (type === 'array') return real.items ? `array of ${typeOf(document, real.items)}` : 'array';
      if (type === 'object' && typeof real.additionalProperties === 'object') {
        return `object of ${typeOf(document, real.additionalProperties)}`;
      }
      return real.format && type !== 'null' ? `${type} (${real.format})` : type;
    })
    .join(' or ');
}

export interface Line {
  name: string;
  type: string;
  isRequired: boolean;
  description: string | null;
  /** What can be opened beneath it. */
  inside: Schema | null;
}

/** The fields of an object, or of what its items or choices are; nothing for plain values. */
export function lines(document: Document, schema: Schema): Line[] {
  const { schema: real } = resolve(document, schema);
  const parts = real.allOf ?? real.oneOf ?? real.anyOf;
  if (parts) return parts.filter((part) => part.type !== 'null').flatMap((part) => lines(document, part));
  if (real.items) return lines(document, real.items);
  if (typeof real.additionalProperties === 'object') return lines(document, real.additionalProperties);
  return Object.entries(real.properties ?? {}).map(([name, field]) => ({
    name,
    type: typeOf(document, field),
    isRequired: real.required?.includes(name) ?? false,
    description: field.description ?? null,
    inside: hasInside(document, field) ? field : null,
  }));
}

function hasInside(document: Document, schema: Schema): boolean {
  const { schema: real } = resolve(document, schema);
  const parts = real.allOf ?? real.oneOf ?? real.anyOf;
  if (parts) return parts.some((part) => hasInside(document, part));
  if (real.items) return hasInside(document, real.items);
  if (typeof real.additionalProperties === 'object') return hasInside(document, real.additionalProperties);
  return Object.keys(real.properties ?? {}).length > 0;
}
