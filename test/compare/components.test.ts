import fc from 'fast-check';
import { expect, test } from 'vitest';
import { components } from '../../src/compare/report/components.ts';

type Graph = readonly (readonly number[])[];

function reachable(graph: Graph, from: number): Set<number> {
  const seen = new Set([from]);
  for (const node of seen) for (const to of graph[node] ?? []) seen.add(to);
  return seen;
}

const graphs = fc
  .integer({ min: 1, max: 12 })
  .chain((size) => fc.array(fc.array(fc.nat(size - 1), { maxLength: 3 }), { minLength: size, maxLength: size }));

test('two nodes are in one component where each leads to the other', () => {
  fc.assert(
    fc.property(graphs, (graph) => {
      const of = new Map(components(graph).flatMap((members, index) => members.map((node) => [node, index])));
      expect([...of.keys()].sort((a, b) => a - b)).toEqual(graph.map((_, node) => node));
      for (const node of graph.keys()) {
        for (const other of reachable(graph, node)) {
          expect(of.get(other) === of.get(node)).toBe(reachable(graph, other).has(node));
        }
      }
    }),
  );
});

test('each component comes after all that it leads to', () => {
  fc.assert(
    fc.property(graphs, (graph) => {
      const of = new Map(components(graph).flatMap((members, index) => members.map((node) => [node, index])));
      for (const [node, next] of graph.entries()) {
        for (const to of next) expect(of.get(to)).toBeLessThanOrEqual(of.get(node) ?? -1);
      }
    }),
  );
});

test('a long chain and a long cycle need no stack', () => {
  const size = 200_000;
  const chain = Array.from({ length: size }, (_, node) => (node + 1 < size ? [node + 1] : []));
  const cycle = chain.map((next) => (next.length > 0 ? next : [0]));
  expect(components(chain)).toHaveLength(size);
  expect(components(cycle)).toHaveLength(1);
});
