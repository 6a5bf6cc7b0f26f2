import { setTimeout as sleep } from 'node:timers/promises';
import type { OwnerDocument } from './document.ts';
import type { NodeState, TraefikNode } from './node.ts';

/** What one of the nodes makes of a document. */
export interface NodeLook {
  readonly node: TraefikNode;
  readonly state: NodeState;
}

/** Between two questions, in milliseconds. */
export const lookMs = 40;

/** How long a node may be away after a write before it counts as gone: it may be about to start again. */
const awayMs = 1000;

export function lookAt(
  nodes: readonly TraefikNode[],
  document: OwnerDocument | undefined,
  signal: AbortSignal,
): Promise<readonly NodeLook[]> {
  return Promise.all(nodes.map(async (node) => ({ node, state: await node.state(document, signal) })));
}

/** `gone`: a node cannot be reached. `refused`: something does not work there. `frozen`: a node loads nothing. */
export interface Unsettled {
  readonly reason: 'gone' | 'refused' | 'frozen';
  readonly message: string;
}

/** Waits until every node serves what was written; undefined as soon as they do. */
export async function settle(
  nodes: readonly TraefikNode[],
  document: OwnerDocument,
  patienceMs: number,
  signal: AbortSignal,
): Promise<Unsettled | undefined> {
  const began = performance.now();
  for (;;) {
    signal.throwIfAborted();
    const waited = performance.now() - began;
    const looks = await lookAt(nodes, document, signal);
    if (looks.every(({ state }) => state.kind === 'serves')) return undefined;
    const verdict = looks.map((look) => verdictOn(look, waited, patienceMs)).find((each) => each !== undefined);
    if (verdict !== undefined) return verdict;
    await sleep(lookMs, undefined, { signal });
  }
}

function verdictOn(look: NodeLook, waited: number, patienceMs: number): Unsettled | undefined {
  const { node, state } = look;
  if (state.kind === 'refuses') return { reason: 'refused', message: sentence(look) };
  if (state.kind === 'unreachable' && waited > awayMs) return { reason: 'gone', message: state.message };
  if (state.kind !== 'elsewhere' || waited <= patienceMs) return undefined;
  if (state.problems.length > 0) return { reason: 'refused', message: sentence(look) };
  const message =
    `${node.label} did not load the new configuration in ${patienceMs / 1000} s. One file or answer that Traefik cannot ` +
    'read keeps it from loading any other: its log names it';
  return { reason: 'frozen', message };
}

/** For people. */
export function sentence({ node, state }: NodeLook): string {
  if (state.kind === 'unreachable') return state.message;
  const problems = state.kind === 'serves' ? [] : state.problems;
  return problems.length === 0
    ? `${node.label} has loaded something else`
    : `${node.label}: ${problems.slice(0, 5).join('; ')}`;
}
