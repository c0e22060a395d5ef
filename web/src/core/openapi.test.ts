// The API page draws any document of our server, also one whose schemas contain themselves.
import { expect, test } from 'vitest';
import { type Document, lines, subjects, typeOf } from './openapi';

const document: Document = {
  openapi: '3.1.0',
  info: { title: 'x', version: '1' },
  paths: {
    '/api/b/{id}': { get: { tags: ['b'] }, delete: { tags: ['b'] } },
    '/api/a': { post: { tags: ['a'] }, get: { tags: ['b'] } },
  },
  components: {
    schemas: {
      Tree: {
        type: 'object',
        required: ['name'],
        properties: {
          name: { type: ['string', 'null'], format: 'date-time' },
          below: { type: 'array', items: { $ref: '#/components/schemas/Tree' } },
          kind: { enum: ['oak', 'elm'] },
          maybe: { oneOf: [{ type: 'null' }, { $ref: '#/components/schemas/Leaf' }] },
        },
      },
      Leaf: { type: 'object', properties: { green: { type: 'boolean', description: 'In summer.' } } },
    },
  },
};

test('operations stand under their subject, each with a name of its own', () => {
  expect(subjects(document).map(({ tag, operations }) => [tag, operations.map(({ id }) => id)])).toEqual([
    ['b', ['get-api-b-id-', 'delete-api-b-id-', 'get-api-a']],
    ['a', ['post-api-a']],
  ]);
});

test('types are said in a word', () => {
  const [name, below, kind, maybe] = lines(document, { $ref: '#/components/schemas/Tree' });
  expect(name).toMatchObject({ type: 'string (date-time) or null', isRequired: true, inside: null });
  expect(below).toMatchObject({ type: 'array of Tree', isRequired: false });
  expect(below?.inside).not.toBeNull();
  expect(kind?.type).toBe('"oak" | "elm"');
  expect(maybe?.type).toBe('null or Leaf');
});

test('what is inside is read one step at a time, so a schema that contains itself ends', () => {
  const below = lines(document, { $ref: '#/components/schemas/Tree' })[1];
  expect(lines(document, below?.inside ?? {}).map(({ name }) => name)).toEqual(['name', 'below', 'kind', 'maybe']);
  expect(lines(document, { type: 'string' })).toEqual([]);
  expect(typeOf(document, { $ref: '#/components/schemas/Gone' })).toBe('Gone');
  expect(lines(document, { $ref: '#/components/schemas/Gone' })).toEqual([]);
});
