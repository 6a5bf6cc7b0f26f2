import { expect, test, vi } from 'vitest';
import { anyOf } from '../../src/compare/checks/any-of.ts';
import { PairGraph, type GraphNode } from '../../src/compare/pair-graph.ts';
import { LoneMembers } from '../../src/compare/proof/members.ts';
import type { Place } from '../../src/compare/proof/place.ts';
import { Verdicts } from '../../src/compare/proof/verdicts.ts';
import { Sameness } from '../../src/compare/same.ts';
import type { SchemaView } from '../../src/compare/schema-view.ts';
import { Side } from '../../src/compare/side.ts';
import { Untouched } from '../../src/compare/untouched.ts';
import { asObject, own, type JsonObject } from '../../src/spec/json.ts';
import { describeObject } from './describe.ts';

function sideOf(Text: JsonObject): Side {
  return new Side(describeObject({ paths: {}, components: { schemas: { Text } } }));
}

function viewOf(side: Side): SchemaView {
  const schemas = asObject(own(asObject(own(side.description.root, 'components')), 'schemas')) ?? {};
  return side.schema(own(schemas, 'Text'), schemas, 'Text')!.view;
}

/** A comparison ends, however much there is to prove. */
test('answers twenty thousand questions, and says of the others that too much was asked', () => {
  const [base, head] = [sideOf({ type: 'string', maxLength: 3 }), sideOf({ type: 'string', maxLength: 2 })];
  const untouched = new Untouched(base.description, head.description);
  const pair = new PairGraph([], new Sameness(), untouched).pair(viewOf(base), viewOf(head), 'request');
  const verdicts = new Verdicts(base, head, untouched);
  const ask = () => verdicts.ofPart(pair, { reversed: false, text: false }, { enum: ['abc'] }, 1000);
  const answers = new Set(Array.from({ length: 20_000 }, () => ask().verdict));
  expect([...answers]).toEqual(['not-included']);
  expect(ask()).toEqual({ verdict: 'unknown', why: 'budget', detail: 'too much was asked before' });
});

/** A choice of which every member is another one. */
function changedChoice(count: number): GraphNode {
  const choice = (name: string): JsonObject => ({
    anyOf: Array.from({ length: count }, (_, index) => ({ required: [`${name}${String(index)}`] })),
  });
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
