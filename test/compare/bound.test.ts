import { expect, test, vi } from 'vitest';
import { who } from '../../src/cli/check/formats/wording.ts';
import { reported } from '../../src/cli/check/report.ts';
import { anyOf } from '../../src/compare/checks/any-of.ts';
import { PairGraph, type GraphNode } from '../../src/compare/graph/pair-graph.ts';
import { compare } from '../../src/compare/compare.ts';
import { isLocation } from '../../src/compare/proof/locations.ts';
import { LoneMembers } from '../../src/compare/proof/lone-members.ts';
import type { Place } from '../../src/compare/proof/place.ts';
import { Verdicts } from '../../src/compare/proof/verdicts.ts';
import { Sameness } from '../../src/compare/schemas/same.ts';
import type { SchemaView } from '../../src/compare/schemas/schema-view.ts';
import { Side } from '../../src/compare/side.ts';
import { Untouched } from '../../src/compare/schemas/untouched.ts';
import type { Description } from '../../src/spec/description.ts';
import { asObject, own, type JsonObject } from '../../src/spec/json.ts';
import { describeObject } from './describe.ts';

function sideOf(Text: JsonObject): Side {
  return new Side(describeObject({ paths: {}, components: { schemas: { Text } } }));
}

function viewOf(side: Side): SchemaView {
  const schemas = asObject(own(asObject(own(side.description.root, 'components')), 'schemas')) ?? {};
  return side.schema(own(schemas, 'Text'), schemas, 'Text')!.view;
}

function textPair(most: number): { verdicts: Verdicts; pair: GraphNode } {
  const [base, head] = [sideOf({ type: 'string', maxLength: 3 }), sideOf({ type: 'string', maxLength: 2 })];
  const untouched = new Untouched(base.description, head.description);
  const pair = new PairGraph([], new Sameness(), untouched).pair(viewOf(base), viewOf(head), 'request');
  return { verdicts: new Verdicts(base, head, untouched, new Map(), most), pair };
}

const plain = { reversed: false, text: false };
const tooMuch = { verdict: 'unknown', why: 'budget' };
/** A comparison ends, however much there is to prove. */
test('answers until all steps are taken, and says of what comes after that too much was asked', () => {
  const { verdicts, pair } = textPair(100_000);
  const ask = () => verdicts.ofPart(pair, plain, { enum: ['abc'] }, 1000);
  const answers = Array.from({ length: 2000 }, ask);
  expect(answers[0]).toMatchObject({ verdict: 'not-included' });
  expect(answers[99]).toMatchObject({ verdict: 'not-included' });
  expect(answers.at(-1)).toEqual(tooMuch);
});

test('what ajv takes to confirm a witness counts too', () => {
  const { verdicts, pair } = textPair(130);
  expect(verdicts.of(pair, plain, 'any', 1000).verdict).toBe('not-included');
  expect(verdicts.ofPart(pair, plain, { enum: ['abc'] }, 1000)).toEqual(tooMuch);
  const { verdicts: others, pair: other } = textPair(130);
  expect(others.of(other, plain, 'any', 1000, 'unneeded').verdict).toBe('not-included');
  expect(others.ofPart(other, plain, { enum: ['abc'] }, 1000)).not.toEqual(tooMuch);
});

/** A choice of which so many members are others, and so many are kept. */
function changedChoice(changed: number, kept = 0): GraphNode {
  const members = (name: string, count: number): JsonObject[] =>
    Array.from({ length: count }, (_, index) => ({ required: [`${name}${String(index)}`] }));
  const choice = (name: string): JsonObject => ({ anyOf: [...members('kept', kept), ...members(name, changed)] });
  const [base, head] = [sideOf(choice('old')), sideOf(choice('new'))];
  const graph = new PairGraph([anyOf], new Sameness(), new Untouched(base.description, head.description));
  const pair = graph.pair(viewOf(base), viewOf(head), 'request');
  graph.build();
  return pair;
}

function placeOf(pair: GraphNode): Place {
  return { pair, reversed: false, text: false } as Partial<Place> as Place;
}

test('holds no more members against the whole than it has time for, and looks once for which there are', () => {
  const pair = changedChoice(1000);
  const { facts } = pair;
  const looks = vi.fn(() => facts);
  const looked = Object.defineProperty({ ...pair }, 'facts', { get: looks });
  const held = vi.fn(() => true);
  let granted = 0;
  const ofPart = vi.fn((...asked: Parameters<Verdicts['ofPart']>) => {
    granted = asked[3];
    return { verdict: 'unknown' };
  });
  const verdicts = { ofPart, sample: () => ({}), isWitness: held };
  const members = new LoneMembers(verdicts as Partial<Verdicts> as Verdicts);
  const found = facts.map(({ fact }) => members.of(placeOf(looked), { before: fact.before, after: fact.after }, 6000));
  expect(found).toContainEqual({ verdict: 'not-included', witness: {} });
  expect(found.at(-1)).toBeUndefined();
  expect(held).toHaveBeenCalledTimes(2);
  expect(ofPart).toHaveBeenCalledTimes(1);
  expect(granted).toBe(506_000);
  expect(looks).toHaveBeenCalledTimes(1);
});

test.each([
  { kept: 100, held: 10 },
  { kept: 1500, held: 0 },
])('holds ten new members against a whole of $kept $held times: all that are there are read', ({ kept, held }) => {
  const pair = changedChoice(10, kept);
  const sample = vi.fn(() => undefined);
  const verdicts = { ofPart: () => ({ verdict: 'unknown' }), sample };
  const members = new LoneMembers(verdicts as Partial<Verdicts> as Verdicts);
  for (const { fact } of pair.facts) members.of(placeOf(pair), { before: fact.before, after: fact.after }, 6000);
  expect(sample).toHaveBeenCalledTimes(held);
});

test('looks once through the edges of a wide pair, however many pairs they lead to', () => {
  const properties = (type: string): JsonObject =>
    Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`p${String(index)}`, { type }]));
  const sides = ['string', 'integer'].map((type) => sideOf({ type: 'object', properties: properties(type) }));
  const [base, head] = sides as [Side, Side];
  const graph = new PairGraph([], new Sameness(), new Untouched(base.description, head.description));
  const pair = graph.pair(viewOf(base), viewOf(head), 'request');
  graph.build();
  const edges = pair.edges;
  const looks = vi.fn(() => edges);
  Object.defineProperty(pair, 'edges', { get: looks });
  expect(edges).toHaveLength(1000);
  expect(edges.every(({ to }) => isLocation(to))).toBe(true);
  expect(looks).toHaveBeenCalledTimes(1);
});

test('changes that reach the same operations share the list of them', () => {
  const described = (type: string): Description => {
    const schema = { type: 'object', properties: { a: { type }, b: { type } } };
    const body = { content: { 'application/json': { schema: { $ref: '#/components/schemas/A' } } } };
    const operation = { requestBody: body, responses: { '204': { description: 'done' } } };
    return describeObject({
      paths: { '/a': { post: operation }, '/b': { post: operation } },
      components: { schemas: { A: schema } },
    });
  };
  const [one, other] = compare(described('string'), described('integer'), { today: '2026-11-20' });
  expect(one!.operations).toHaveLength(2);
  expect(other!.operations).toBe(one!.operations);
  const show = (path: string): string => path;
  expect(reported(one!, show, show).operations).toBe(one!.operations);
});

test('of thousands of changes that reach thousands of operations each, the worst list them all, the others how many more there are', () => {
  const count = 2000;
  const names = Array.from({ length: count }, (_, index) => `S${String(index)}`);
  const referred = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });
  const described = (type: string): Description =>
    describeObject({
      paths: Object.fromEntries(
        names.map((name) => [
          `/${name}`,
          { post: { requestBody: { content: { 'application/json': { schema: referred(name) } } }, responses: {} } },
        ]),
      ),
      components: {
        schemas: Object.fromEntries(
          names.map((name, index) => {
            const next = names[index + 1];
            return [name, { properties: { a: { type }, ...(next !== undefined && { next: referred(next) }) } }];
          }),
        ),
      },
    });
  const changes = compare(described('string'), described('integer'), { today: '2026-11-20', witness: 0 });
  const listed = changes.map(({ operations }) => operations.length);
  const reached = changes.map(({ operations, moreOperations = 0 }) => operations.length + moreOperations);
  expect([...reached].sort((a, b) => a - b)).toEqual(names.map((_, index) => index + 1));
  expect(listed.reduce((sum, each) => sum + each, 0)).toBeLessThan(1_000_000 + 10 * count);
  expect(listed[0]).toBe(reached[0]);
  expect(listed.at(-1)).toBe(Math.min(10, reached.at(-1)!));
  const shown = reported(changes.at(-1)!, String, String);
  expect(who(shown)).toBe(`POST ${changes.at(-1)!.operations[0]!.path} and ${String(reached.at(-1)! - 1)} more`);
});

function chained(levels: number, type: string): Description {
  let schema: JsonObject = { type };
  for (let level = 0; level < levels; level += 1) schema = { allOf: [schema, { minLength: level }] };
  const body = { content: { 'application/json': { schema } } };
  return describeObject({
    paths: { '/a': { post: { requestBody: body, responses: { '204': { description: 'ok' } } } } },
  });
}

test.each([
  { levels: 10, told: { level: 'error' } },
  { levels: 60, told: { level: 'warning', convention: 'Where allOf may offset it', unproved: true } },
])('what is nested too deep to be proved says so: allOf in $levels levels', ({ levels, told }) => {
  const [worst] = compare(chained(levels, 'string'), chained(levels, 'boolean'), { today: '2026-11-20' });
  expect(worst).toMatchObject(told);
  const show = (path: string): string => path;
  expect(reported(worst!, show, show).message.endsWith(' Not proved.')).toBe('unproved' in told);
});

test('what breaks unseen is looked for however many changes there are that break nothing', () => {
  const bodies = (texts: JsonObject, hidden: JsonObject): Description => {
    const path = (schema: JsonObject): JsonObject => ({
      post: { requestBody: { content: { 'application/json': { schema } } }, responses: {} },
    });
    const harmless = Array.from({ length: 60 }, (_, at): [string, JsonObject] => [`/${at}`, path(texts)]);
    return describeObject({ paths: { ...Object.fromEntries(harmless), '/hidden': path(hidden) } });
  };
  const choice = { oneOf: [{ type: 'string' }, { type: 'integer' }] };
  const before = bodies({ type: 'string', maxLength: 10 }, choice);
  const after = bodies(
    { type: 'string', maxLength: 20 },
    { ...choice, anyOf: [{ type: 'string' }, { type: 'integer', minimum: 0 }] },
  );
  const told = compare(before, after, { today: '2026-11-20' }).filter(({ level }) => level === 'error');
  expect(told.map(({ id, witness }) => [id, witness?.instance])).toEqual([['request-body-accepts-less', -1]]);
});

/** So many bodies of which each has to be asked about for long, and one of them breaks by what no check tells. */
function manyBodies(count: number, isChanged: boolean): Description {
  const text = (at: number): JsonObject => ({
    type: 'string',
    pattern: `^(a|b){${String(at + (isChanged ? 1 : 2))},}c?$`,
  });
  const path = (schema: JsonObject): JsonObject => ({
    post: { requestBody: { content: { 'application/json': { schema } } }, responses: {} },
  });
  const bodies = Array.from({ length: count }, (_, at): [string, JsonObject] => [`/${String(at)}`, path(text(at))]);
  const hidden = { type: 'object', properties: { b: {}, c: {} }, ...(isChanged && { dependencies: { b: ['c'] } }) };
  return describeObject({ paths: { ...Object.fromEntries(bodies), '/z': path(hidden) } });
}

test('says where a change is too large to seek all that may break unseen, and whoever asks for all gets all', () => {
  const [base, head] = [manyBodies(150, false), manyBodies(150, true)];
  const id = 'hidden-breaks-not-sought';
  const bounded = compare(base, head, { today: '2026-11-20' });
  expect(bounded.filter(({ level }) => level === 'error')).toEqual([]);
  const said = bounded.find((change) => change.id === id);
  expect(said).toMatchObject({ level: 'info', args: [] });
  expect(said?.operations).toContainEqual({ method: 'POST', path: '/z' });
  expect(said?.operations).not.toContainEqual({ method: 'POST', path: '/0' });
  const all = compare(base, head, { today: '2026-11-20', witness: 'all' });
  expect(all.filter(({ level }) => level === 'error').map((change) => change.id)).toEqual([
    'request-body-accepts-less',
  ]);
  expect(all.map((change) => change.id)).not.toContain(id);
});

test('says nothing of it where all was asked', () => {
  const changes = compare(manyBodies(3, false), manyBodies(3, true), { today: '2026-11-20' });
  expect(changes.map(({ id }) => id)).toContain('request-body-accepts-less');
  expect(changes.map(({ id }) => id)).not.toContain('hidden-breaks-not-sought');
});
