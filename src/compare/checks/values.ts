import type { Surface, SchemaCheck } from './check.ts';

const narrow = "{ type: string, pattern: '^[a-f]+$' }";
const wide = "{ type: string, pattern: '^[a-z]+$' }";
const two = '{ oneOf: [{ title: A, minimum: 0 }, { title: B, maximum: -5 }] }';
const three = '{ oneOf: [{ title: A, minimum: 0 }, { title: B, maximum: -5 }, { title: C, minimum: 100 }] }';

function inside(schema: string): string {
  return `{ type: object, properties: { a: ${schema} } }`;
}

function webhook(sent: string, answered: string): string {
  const content = (schema: string): string => `content: { application/json: { schema: ${schema} } }`;
  return `webhooks: { paid: { post: { requestBody: { ${content(sent)} }, responses: { 200: { description: ok, ${content(answered)} } } } } }`;
}

function webhookHeaders(sent: string, answered: string): string {
  const asked = `parameters: [{ name: X-A, in: header, schema: { type: array, items: ${sent} } }]`;
  const answer = `headers: { X-B: { schema: { type: array, items: ${answered} } } }`;
  return `webhooks: { paid: { post: { ${asked}, responses: { 200: { description: ok, ${answer} } } } } }`;
}

/** What a pair of schemas does to the values of messages, where no other check says it with the same weight. */
export const values: SchemaCheck = {
  kind: 'schema',
  title: 'Values accepted and sent',
  why: 'Whatever the change looks like, there is a value that was fine and is refused now, or one that arrives now and never could before; the finding shows it.',
  instead:
    'Go on accepting what was accepted, and sending only what was announced; give the stricter or wider form a name of its own.',
  ids: {
    'request-body-accepts-less': 'error',
    'request-property-accepts-less': 'error',
    'request-parameter-accepts-less': 'error',
    'response-body-allows-more': 'error',
    'response-property-allows-more': 'error',
    'request-body-allows-more': 'error',
    'request-property-allows-more': 'error',
    'request-parameter-allows-more': 'error',
    'response-body-accepts-less': 'error',
    'response-property-accepts-less': 'error',
    'response-header-allows-more': 'error',
    'response-header-accepts-less': 'error',
  },
  ours: [
    'request-body-accepts-less',
    'request-property-accepts-less',
    'request-parameter-accepts-less',
    'response-body-allows-more',
    'response-property-allows-more',
    'request-body-allows-more',
    'request-property-allows-more',
    'request-parameter-allows-more',
    'response-body-accepts-less',
    'response-property-accepts-less',
    'response-header-allows-more',
    'response-header-accepts-less',
  ],
  examples: [
    { of: 'schema', before: wide, after: narrow },
    // 150 is refused, since two members accept it.
    { of: 'schema', before: two, after: three },
    { of: 'document', before: webhook(narrow, wide), after: webhook(wide, narrow) },
    { of: 'document', before: webhook(inside(narrow), inside(wide)), after: webhook(inside(wide), inside(narrow)) },
    {
      of: 'document',
      before: webhookHeaders('{ type: string, maxLength: 3 }', '{ type: string }'),
      after: webhookHeaders('{ type: string }', '{ type: string, maxLength: 3 }'),
    },
  ],
  keywords: [],
  // Found by deciding, not by looking: src/compare/proof.
  compare: () => [],
  say: ({ where, id }) =>
    id.endsWith('-accepts-less')
      ? `${where}: values that were accepted until now are refused.`
      : `${where}: values can arrive that never could before.`,
};

const surfaces: ReadonlySet<string> = new Set(Object.keys(values.ids));

/**
 * The id for a pair whose values are fewer for the server, or more for the client; undefined where nobody speaks of it. What is within a
 * parameter or header is told of that.
 */
export function valuesId(surface: Surface, event: 'accepts-less' | 'allows-more'): string | undefined {
  const told = surface
    .replace(/^request-header/, 'request-parameter')
    .replace(/^(request-parameter|response-header)-property$/, '$1');
  const id = `${told}-${event}`;
  return surfaces.has(id) ? id : undefined;
}
