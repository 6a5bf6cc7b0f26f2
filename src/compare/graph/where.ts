import type { Range } from '../../spec/place.ts';
import { beginningOf } from '../brief.ts';
import type { Edge, GraphNode } from './pair-graph.ts';
import type { Root } from './roots.ts';

/** Of the way to a difference, the nearest. */
export const MOST_STEPS_TOLD = 64;

/** What a message begins with: the part of a request or response, and the way to a value in it; of which values, where not of all. */
export function whereOf(root: Root, path: string, { flipped }: GraphNode, trail: readonly Edge[]): string {
  const under = trail.findLast((edge) => edge.under !== undefined)?.under;
  const about = flipped ? 'In what not excludes' : under && `Under ${under}`;
  const part = partOf(root, path);
  return about === undefined ? part : `${about}, ${part.charAt(0).toLowerCase()}${part.slice(1)}`;
}

function partOf(root: Root, path: string): string {
  const inner = path.replace(/^\./, '');
  if (inner === '') return root.title;
  if (root.surface === 'request-body') return `Request property ${inner}`;
  if (root.surface === 'response-body') return `Response property ${inner}`;
  return `${root.title}, property ${inner}`;
}

/** The same as the name of a property; empty for a whole body. */
export function propertyOf(root: Root, path: string): string {
  return [root.name, path.replace(/^\./, '')].filter((part) => part !== '').join('.');
}

/** The way by its end, where it is long: that of a schema that holds itself can be as long as all schemas together. */
export function pathAlong(trail: readonly Edge[]): string {
  const labels = trail.slice(-MOST_STEPS_TOLD).map(({ label }) => beginningOf(label));
  return [...(trail.length > MOST_STEPS_TOLD ? ['…'] : []), ...labels].join('');
}

/** The references on the way, nearest first. */
export function viaAlong(root: Root, trail: readonly Edge[]): Range[] {
  return [root, ...trail.slice(-MOST_STEPS_TOLD)].flatMap(({ via }) => via).reverse();
}
