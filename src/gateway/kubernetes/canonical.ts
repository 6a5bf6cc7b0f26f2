import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Changer } from '../../release/drift.ts';
import { asObject, canonicalJson, own, type Json, type JsonObject } from '../../spec/json.ts';
import { managersOf, project, union } from './managed-fields.ts';
import { at, textOf } from '../values.ts';
import { appliedAnnotation, fieldManager, unmarked } from './ownership.ts';

/**
 * What we applied, read out of what the server made of it. Our own fields are known by their manager, so defaults and what
 * controllers add never show. Where the server fills in or respells something *inside* a value that we own whole (an atomic
 * list, a quantity), the object says in an annotation how to take that back, and for which projection that holds.
 */
export interface Canonical {
  readonly body: JsonObject;
  /** Managers that took fields from us since, the newest first; empty where live is as it was applied. */
  readonly takenBy: readonly Changer[];
}

/** Undoes one thing that the server did: without a value the field was added, with one it was changed. */
type Correction = readonly [path: readonly (string | number)[]] | readonly [path: readonly (string | number)[], Json];

const appliedSchema = z.object({
  seal: z.string(),
  corrections: z.array(
    z.union([
      z.tuple([z.array(z.union([z.string(), z.number()]))]),
      z.tuple([z.array(z.union([z.string(), z.number()])), z.json()]),
    ]),
  ),
});

/** The canonical form of a live object of ours. */
export function canonical(live: JsonObject): Canonical {
  const ours = ownProjection(live);
  const applied = appliedOf(live);
  if (applied !== undefined && applied.seal === sealOf(ours)) {
    return { body: corrected(ours, applied.corrections), takenBy: [] };
  }
  const others = managersOf(live).filter(({ manager, subresource }) => manager !== fieldManager && subresource === '');
  const sets = managersOf(live)
    .filter(({ subresource }) => subresource === '')
    .map(({ fields }) => withoutMetadata(fields));
  const everyone = project(live, union([...sets, { 'f:metadata': ownMetadata(live) }]));
  const body = corrected(identified(live, everyone), (applied?.corrections ?? []).filter(isRemoval));
  return { body, takenBy: newestFirst(others) };
}

/** Each manager once, by its newest write. */
function newestFirst(entries: readonly { readonly manager: string; readonly time: string }[]): Changer[] {
  const sorted = [...entries].sort((a, b) => (a.time < b.time ? 1 : a.time > b.time ? -1 : 0));
  const names = [...new Set(sorted.map(({ manager }) => manager))];
  return names.map((by) => {
    const at = sorted.find(({ manager }) => manager === by)?.time;
    return { by, ...(at !== undefined && at !== '' && { at }) };
  });
}

/** The annotation that lets `canonical` find `body` again in what the server made of it, told by a dry run. */
export function appliedNote(body: JsonObject, dryRun: JsonObject): string {
  const ours = ownProjection(dryRun);
  return JSON.stringify({ seal: sealOf(ours), corrections: differences(ours, body, []) });
}

function ownProjection(live: JsonObject): JsonObject {
  const fields = managersOf(live)
    .filter(
      ({ manager, operation, subresource }) => manager === fieldManager && operation === 'Apply' && subresource === '',
    )
    .map((entry) => entry.fields);
  return identified(live, project(live, union(fields)));
}

/** Nobody owns what an object is and how it is called. */
function identified(live: JsonObject, projection: JsonObject): JsonObject {
  const namespace = textOf(at(live, 'metadata', 'namespace'));
  return unmarked({
    ...projection,
    apiVersion: own(live, 'apiVersion') ?? '',
    kind: own(live, 'kind') ?? '',
    metadata: {
      ...asObject(own(projection, 'metadata')),
      name: at(live, 'metadata', 'name') ?? '',
      ...(namespace !== '' && { namespace }),
    },
  });
}

function ownMetadata(live: JsonObject): JsonObject {
  const ours = managersOf(live).filter(({ manager, subresource }) => manager === fieldManager && subresource === '');
  return union(ours.map(({ fields }) => asObject(own(fields, 'f:metadata')) ?? { '.': {} }));
}

function withoutMetadata(fields: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => key !== 'f:metadata' && key !== 'f:status'));
}

function sealOf(body: JsonObject): string {
  return createHash('sha256').update(canonicalJson(body)).digest('hex').slice(0, 32);
}

function appliedOf(live: JsonObject): { seal: string; corrections: readonly Correction[] } | undefined {
  const text = textOf(at(live, 'metadata', 'annotations', appliedAnnotation));
  try {
    return appliedSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function isRemoval(correction: Correction): boolean {
  return correction.length === 1;
}

/** How to come from what the server has to what was applied. */
function differences(server: Json, applied: Json, path: readonly (string | number)[]): Correction[] {
  if (canonicalJson(server) === canonicalJson(applied)) return [];
  const [theirs, ours] = [asObject(server), asObject(applied)];
  if (theirs !== undefined && ours !== undefined) {
    const keys = [...new Set([...Object.keys(theirs), ...Object.keys(ours)])];
    return keys.flatMap((key): Correction[] => {
      const [their, our] = [own(theirs, key), own(ours, key)];
      if (our === undefined) return [[[...path, key]]];
      if (their === undefined) return [[[...path, key], our]];
      return differences(their, our, [...path, key]);
    });
  }
  if (Array.isArray(server) && Array.isArray(applied) && server.length === applied.length) {
    return (server as readonly Json[]).flatMap((item, index) =>
      differences(item, (applied as readonly Json[])[index] ?? null, [...path, index]),
    );
  }
  return [[path, applied]];
}

function corrected(body: JsonObject, corrections: readonly Correction[]): JsonObject {
  return asObject(corrections.reduce<Json>((value, [path, to]) => set(value, path, to), body)) ?? {};
}

/** The value with one place in it changed, or taken out where `to` is undefined; as it was where there is no such place. */
function set(value: Json, path: readonly (string | number)[], to: Json | undefined): Json {
  const [key, ...rest] = path;
  if (key === undefined) return to ?? value;
  if (Array.isArray(value)) {
    return (value as readonly Json[]).map((item, index) => (index === key ? set(item, rest, to) : item));
  }
  const object = asObject(value);
  if (object === undefined || typeof key !== 'string') return value;
  if (rest.length > 0) {
    const below = own(object, key);
    return below === undefined ? value : { ...object, [key]: set(below, rest, to) };
  }
  const others = Object.entries(object).filter(([name]) => name !== key);
  return Object.fromEntries(to === undefined ? others : [...others, [key, to]]);
}
