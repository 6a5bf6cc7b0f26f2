import { asObject, canonicalJson, own, type Json, type JsonObject } from '../../spec/json.ts';
import type { KubernetesClient } from './client.ts';
import { managersOf, project, union } from './managed-fields.ts';
import { refOf } from './object.ts';
import { digest, unmarked } from './ownership.ts';
import { at } from '../values.ts';

export type Intent =
  | { readonly ok: true; readonly body: JsonObject }
  /** A sentence, without its full stop. */
  | { readonly ok: false; readonly why: string };

/**
 * An object as whoever made it meant it: without its status and without what the server puts in by itself. That is found out by leaving
 * a field out of a write that is only tried: what comes back all the same was not theirs.
 */
export async function intentOf(client: KubernetesClient, live: JsonObject, signal: AbortSignal): Promise<Intent> {
  const wanted = canonicalJson(contentOf(live));
  const { namespace, name } = refOf(live);
  const metadata = { namespace, name: `sluice-probe-${digest(name).slice(0, 12)}` };
  const tried = async (body: JsonObject): Promise<{ readonly ok: boolean; readonly message?: string }> => {
    const answer = await client.apply({ ...body, metadata }, { dryRun: true, force: true }, signal);
    return answer.ok
      ? { ok: canonicalJson(contentOf(answer.object)) === wanted }
      : { ok: false, message: answer.message };
  };
  const whole = written(live);
  const first = await tried(whole);
  if (!first.ok)
    return { ok: false, why: first.message ?? 'the cluster makes something else of it when it is written again' };
  const body = await without(whole, topLevel, async (candidate) => (await tried(candidate)).ok);
  return { ok: true, body };
}

/** What an object says, without what is about itself. */
export function contentOf(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== 'metadata' && key !== 'status'));
}

const topLevel = new Set(['apiVersion', 'kind', 'metadata']);

/** Everything that anybody wrote, but for controllers, which write a status, and for notes that tools leave. */
function written(live: JsonObject): JsonObject {
  const fields = managersOf(live).flatMap((entry) => (entry.subresource === '' ? [entry.fields] : []));
  const { namespace, name } = refOf(live);
  return unmarked({
    apiVersion: own(live, 'apiVersion') ?? '',
    kind: own(live, 'kind') ?? '',
    metadata: { name, namespace, ...kept(live, 'labels'), ...kept(live, 'annotations') },
    ...contentOf(project(live, union(fields))),
  });
}

function kept(live: JsonObject, part: 'labels' | 'annotations'): JsonObject {
  const all = Object.entries(asObject(at(live, 'metadata', part)) ?? {});
  const own = all.filter(([key]) => !/(^|\.)kubectl\.kubernetes\.io\//.test(key));
  return own.length === 0 ? {} : { [part]: Object.fromEntries(own) };
}

/** The body without every field that `fits` does not miss, from the outside in. */
async function without(
  body: JsonObject,
  keep: ReadonlySet<string>,
  fits: (candidate: JsonObject) => Promise<boolean>,
): Promise<JsonObject> {
  let current = body;
  for (const key of Object.keys(body).filter((each) => !keep.has(each))) {
    const rest = Object.fromEntries(Object.entries(current).filter(([name]) => name !== key));
    if (await fits(rest)) current = rest;
    else current = { ...current, [key]: await inside(current, key, fits) };
  }
  return current;
}

async function inside(body: JsonObject, key: string, fits: (candidate: JsonObject) => Promise<boolean>): Promise<Json> {
  const value = body[key] ?? null;
  const object = asObject(value);
  if (object !== undefined) return without(object, new Set(), (inner) => fits({ ...body, [key]: inner }));
  if (!Array.isArray(value)) return value;
  let items: readonly Json[] = value as readonly Json[];
  for (const [index, item] of items.entries()) {
    const member = asObject(item);
    if (member === undefined) continue;
    const with_ = (inner: Json): readonly Json[] => items.map((each, i) => (i === index ? inner : each));
    const less = await without(member, new Set(), (inner) => fits({ ...body, [key]: with_(inner) }));
    items = with_(less);
  }
  return items;
}
