import { expect, test } from 'vitest';
import { PairGraph } from '../../src/compare/pair-graph.ts';
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
