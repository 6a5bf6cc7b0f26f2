import type { Taken } from '../../release/exposure/traps.ts';
import type { Resource } from '../../release/manifest.ts';
import type { Plan } from '../../release/plan.ts';
import { asObject, canonicalJson, own, type Json } from '../../spec/json.ts';
import { placeOfClassic, placeText } from './places.ts';
import { placeOf } from './render.ts';
import type { State } from './state.ts';

/**
 * Resources that are neither as they were when the plan was made nor as it leads to: somebody else has changed them. After a crash in
 * the middle some are the one and some the other, which is how a plan goes on.
 */
export function movedSince(plan: Plan, states: readonly State[]): string[] {
  const steps = new Map(plan.steps.map((step) => [step.id, step]));
  const desired = new Map(plan.desired.resources.map((resource) => [resource.id, resource]));
  return states.flatMap(({ label, resources }) => {
    const present = new Map(resources.map((resource) => [resource.id, resource]));
    const ids = new Set([...steps.keys(), ...desired.keys(), ...present.keys()]);
    return [...ids].sort().flatMap((id) => {
      const step = steps.get(id);
      const allowed = step ? [...versionsOf(step.before), ...versionsOf(step.after)] : versionsOf(desired.get(id));
      return allowed.includes(canonicalJson(present.get(id)?.body ?? null)) ? [] : [`${id} on ${label}`];
    });
  });
}

/** What a resource may look like on a node: where nodes differed when it was read, as each of them had it. */
function versionsOf(resource: Resource | undefined): string[] {
  const body = resource?.body ?? null;
  const differing = asObject(own(asObject(body), 'nodesDiffer'));
  const all: readonly Json[] = differing === undefined ? [body] : Object.values(differing);
  return all.map(canonicalJson);
}

/**
 * What stands in the way at a gateway that others use too: Tyk would take an id that is there for an update, and give the second of two
 * listen paths a name of its own invention.
 */
export function takenByOthers(writing: readonly Resource[], { label, loaded, resources }: State): string[] {
  const ours = new Set([...resources, ...writing].map(({ id }) => id));
  const policies = new Set(loaded.policies.map((policy) => own(policy, 'id')));
  const before = new Set(resources.map(({ id }) => id));
  const places = loaded.definitions.map(placeOfClassic);
  const ids = new Set(places.map(({ id }) => id));
  const others = new Map(
    places.filter(({ id, open }) => open && !ours.has(`api/${id}`)).map((place) => [placeText(place), place]),
  );
  return writing.flatMap((resource) => {
    const bare = resource.id.slice(resource.id.indexOf('/') + 1);
    const isThere = resource.kind === 'tyk/policy' ? policies.has(bare) : ids.has(bare);
    if (isThere && !before.has(resource.id)) return [`${label}: ${resource.id} is there already and is not ours`];
    const place = placeOf(resource);
    const other = place?.open === true ? others.get(placeText(place)) : undefined;
    return other && place
      ? [`${label}: the listen path ${placeText(place)} is taken by ${other.name || other.id}`]
      : [];
  });
}

/** Where the APIs that are not ours listen: what a review is told, before anything is written. */
export function placesOfOthers({ loaded, resources }: State): Taken[] {
  const ours = new Set(resources.map(({ id }) => id));
  return loaded.definitions
    .map(placeOfClassic)
    .filter(({ id, open }) => open && !ours.has(`api/${id}`))
    .map(({ id, name, host, path }) => ({
      ...(host !== '' && { host }),
      path: path.replace(/(?<=.)\/$/, ''),
      by: name || id,
    }));
}
