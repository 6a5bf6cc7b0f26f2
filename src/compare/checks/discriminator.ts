import { asObject, own, type Json, type JsonObject } from '../../spec/json.ts';
import { deepestSpot } from '../operations/places.ts';
import { keywordFact, presenceFacts } from '../schemas/facts.ts';
import { leadAlike } from '../schemas/mapping.ts';
import type { Sameness } from '../schemas/same.ts';
import type { SchemaPair } from '../schemas/schema-pair.ts';
import type { SchemaView, Spot } from '../schemas/schema-view.ts';
import { plain, show } from '../wording.ts';
import type { Fact, SchemaCheck } from './check.ts';

const DEFAULT_IDS = {
  'request-body-discriminator-default-mapping-added': 'info',
  'request-property-discriminator-default-mapping-added': 'info',
  'response-body-discriminator-default-mapping-added': 'info',
  'response-property-discriminator-default-mapping-added': 'info',
  'request-body-discriminator-default-mapping-deleted': 'warning',
  'request-property-discriminator-default-mapping-deleted': 'warning',
  'response-body-discriminator-default-mapping-deleted': 'warning',
  'response-property-discriminator-default-mapping-deleted': 'warning',
  'request-body-discriminator-default-mapping-changed': 'warning',
  'request-property-discriminator-default-mapping-changed': 'warning',
  'response-body-discriminator-default-mapping-changed': 'warning',
  'response-property-discriminator-default-mapping-changed': 'warning',
} as const;

export const discriminator: SchemaCheck = {
  kind: 'schema',
  keywords: ['discriminator'],
  ofForm: true,
  title: 'Discriminator',
  why: 'Generated clients choose by the discriminator which type to read or write, and by its default where the property is left out.',
  instead: 'Keep the old property and its mapping, and add the new names to it.',
  ids: {
    'request-body-discriminator-added': 'info',
    'request-property-discriminator-added': 'info',
    'response-body-discriminator-added': 'info',
    'response-property-discriminator-added': 'info',
    'request-body-discriminator-removed': 'info',
    'request-property-discriminator-removed': 'info',
    'response-body-discriminator-removed': 'info',
    'response-property-discriminator-removed': 'info',
    'request-body-discriminator-property-name-changed': 'info',
    'request-property-discriminator-property-name-changed': 'info',
    'response-body-discriminator-property-name-changed': 'info',
    'response-property-discriminator-property-name-changed': 'info',
    'request-body-discriminator-mapping-added': 'info',
    'request-property-discriminator-mapping-added': 'info',
    'response-body-discriminator-mapping-added': 'info',
    'response-property-discriminator-mapping-added': 'info',
    'request-body-discriminator-mapping-deleted': 'info',
    'request-property-discriminator-mapping-deleted': 'info',
    'response-body-discriminator-mapping-deleted': 'info',
    'response-property-discriminator-mapping-deleted': 'info',
    'request-body-discriminator-mapping-changed': 'info',
    'request-property-discriminator-mapping-changed': 'info',
    'response-body-discriminator-mapping-changed': 'info',
    'response-property-discriminator-mapping-changed': 'info',
    ...DEFAULT_IDS,
  },
  ours: Object.keys(DEFAULT_IDS),
  examples: [
    {
      of: 'schema',
      before: '{ oneOf: [{ title: A, maxProperties: 3 }, { title: B, maxProperties: 4 }] }',
      after:
        '{ oneOf: [{ title: A, maxProperties: 3 }, { title: B, maxProperties: 4 }], discriminator: { propertyName: kind } }',
    },
    {
      of: 'schema',
      before: '{ type: object, discriminator: { propertyName: kind, mapping: { a: A, b: B } } }',
      after: '{ type: object, discriminator: { propertyName: type, mapping: { a: C, c: B } } }',
    },
    {
      of: 'schema',
      before: '{ type: object, discriminator: { propertyName: kind } }',
      after: '{ type: object, discriminator: { propertyName: kind, defaultMapping: A } }',
    },
    {
      of: 'schema',
      before: '{ type: object, discriminator: { propertyName: kind, defaultMapping: A } }',
      after: '{ type: object, discriminator: { propertyName: kind, defaultMapping: B } }',
    },
  ],
  compare: (pair, same) => {
    const [old, now] = [read(pair.before.get(keyword)), read(pair.after.get(keyword))];
    if (old === undefined || now === undefined) return presenceFacts(pair, keyword, keyword);
    const [from, to] = [own(old, 'propertyName'), own(now, 'propertyName')];
    const renamed = same.equal(from, to)
      ? []
      : [keywordFact(pair, keyword, 'discriminator-property-name-changed', [from ?? null, to ?? null])];
    return [
      ...renamed,
      ...mappingFacts(pair, mappingOf(old), mappingOf(now), same),
      ...defaultFacts(pair, own(old, 'defaultMapping'), own(now, 'defaultMapping'), same),
    ];
  },
  say: ({ where, id, args: [from, to, name] }) => {
    if (id.endsWith('-discriminator-added')) return `${where} has a discriminator now.`;
    if (id.endsWith('-discriminator-removed')) return `${where} has no discriminator any more.`;
    const what = id.includes('-default-') ? 'default' : name === undefined ? 'property' : `schema for ${plain(name)}`;
    if (from === null) return `${where}: the discriminator's ${what} is new: ${show(to)}.`;
    if (to === null) return `${where}: the discriminator's ${what} is gone: ${show(from)}.`;
    return `${where}: the discriminator's ${what} went from ${show(from)} to ${show(to)}.`;
  },
};

const keyword = 'discriminator';

/** OpenAPI 2.0 has the property's name alone. */
function read(value: Json | undefined): JsonObject | undefined {
  return typeof value === 'string' ? { propertyName: value } : asObject(value);
}

function mappingOf(node: JsonObject): JsonObject {
  return asObject(own(node, 'mapping')) ?? {};
}

function mappingFacts(pair: SchemaPair, old: JsonObject, now: JsonObject, same: Sameness): Fact[] {
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((name) => {
    const [from, to] = [own(old, name), own(now, name)];
    if (same.equal(from, to)) return [];
    if (from !== undefined && to !== undefined && leadAlike(pair, [from, to], same)) return [];
    const fact = keywordFact(pair, keyword, `discriminator-mapping-${eventOf(from, to)}`, [
      from ?? null,
      to ?? null,
      name,
    ]);
    return [placed(fact, pair, ['mapping', name])];
  });
}

/** What values stand for that no mapping names, and messages without the property (OpenAPI 3.2, Discriminator Object: defaultMapping). */
function defaultFacts(pair: SchemaPair, from: Json | undefined, to: Json | undefined, same: Sameness): Fact[] {
  if (same.equal(from, to)) return [];
  if (from !== undefined && to !== undefined && leadAlike(pair, [from, to], same)) return [];
  const fact = keywordFact(pair, keyword, `discriminator-default-mapping-${eventOf(from, to)}`, [
    from ?? null,
    to ?? null,
  ]);
  return [placed(fact, pair, ['defaultMapping'])];
}

function eventOf(from: Json | undefined, to: Json | undefined): string {
  return from === undefined ? 'added' : to === undefined ? 'deleted' : 'changed';
}

/** The fact where it stands within the discriminator. */
function placed(fact: Fact, { before, after }: SchemaPair, keys: readonly string[]): Fact {
  const spotIn = (view: SchemaView): Spot => deepestSpot(view.side, view.node, [keyword, ...keys]);
  return { ...fact, before: spotIn(before), after: spotIn(after), cause: before.at(keyword) };
}
