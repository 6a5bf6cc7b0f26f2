import type { PlanStep } from '../../release/plan.ts';

/**
 * How long controllers are given to hear of what was written, in milliseconds. They watch each kind by itself, so that of two writes
 * the later may reach them first, and nothing tells what they have heard of an object that no route names yet.
 */
export const hearingMs = 1000;

/**
 * The waves of a plan that wait until controllers have heard of the waves before: where an object that serves already is to name one that
 * is new, and where one goes that such an object has named. A route that is heard of before what it names, or after that is gone, fails
 * every request; one that is new serves nobody yet.
 */
export function wavesToWait(steps: readonly PlanStep[]): ReadonlySet<number> {
  const turned = steps.filter(({ action }) => action === 'update');
  const created = new Set(steps.filter(({ action }) => action === 'create').map(({ id }) => id));
  const left = new Set(turned.flatMap(({ before }) => before?.dependsOn ?? []));
  const waiting = [
    ...turned.filter(({ after }) => after?.dependsOn.some((id) => created.has(id))),
    ...steps.filter(({ action, id }) => action === 'delete' && left.has(id)),
  ];
  return new Set(waiting.map(({ wave }) => wave));
}
