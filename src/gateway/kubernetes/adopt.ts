import { randomUUID } from 'node:crypto';
import pLimit from 'p-limit';
import type { Manifest, Resource } from '../../release/manifest.ts';
import { asObject, canonicalJson, type JsonObject } from '../../spec/json.ts';
import type { Adopted } from '../importer.ts';
import type { Scope } from '../target.ts';
import type { Cluster } from './apply.ts';
import { appliedNote } from './canonical.ts';
import { versionOf, type Found } from './client.ts';
import { concurrency } from './cluster.ts';
import type { Failure } from './errors.ts';
import { contentOf } from './intent.ts';
import { nameOf, refOf } from './object.ts';
import { marked, ownerOf } from './ownership.ts';

/**
 * Applies what stands there as our own field manager, by which only the marks are new, and lets the managers before it go: a field that
 * two own could be changed by neither alone. What the API server would make something else of is found before anything is written.
 */
export async function adopt(cluster: Cluster, scope: Scope, desired: Manifest, signal: AbortSignal): Promise<Adopted> {
  const writer = randomUUID();
  const kinds = desired.resources.map(({ body }) => refOf(asObject(body) ?? {}));
  const held = await cluster.lease.acquire(scope.owner, writer, kinds, signal);
  if (!held.ok) return { ok: false, message: `${held.message}; nothing was marked` };
  try {
    return await adoptAll(cluster, scope, desired, signal);
  } finally {
    await cluster.lease.release(scope.owner, writer, signal);
  }
}

async function adoptAll(cluster: Cluster, scope: Scope, desired: Manifest, signal: AbortSignal): Promise<Adopted> {
  const limit = pLimit(concurrency);
  const tried = await limit.map(desired.resources, (resource) => rehearse(cluster, scope, resource, signal));
  const wrong = tried.filter((each) => !each.ok).map(({ message }) => message);
  if (wrong.length > 0) return { ok: false, message: `${wrong.join('; ')}; nothing was marked` };
  const done = await limit.map(tried, async (each) => (each.ok ? take(cluster, each.object, each.live, signal) : each));
  const failed = done.filter((each) => !each.ok);
  if (failed.length === 0) return { ok: true };
  const message = failed.map((each) => each.message).join('; ');
  return { ok: false, message: `${message}; what is marked by now serves as before, and the same again goes on` };
}

async function rehearse(
  { client }: Cluster,
  { owner }: Scope,
  resource: Resource,
  signal: AbortSignal,
): Promise<Found<{ readonly object: JsonObject; readonly live: JsonObject }>> {
  const body = asObject(resource.body) ?? {};
  const name = nameOf(refOf(body));
  const refused = (message: string): Failure => ({ ok: false, reason: 'refused', message: `${name} ${message}` });
  const there = await client.get(refOf(body), signal);
  if (!there.ok) return there;
  const live = there.object;
  if (live === undefined) return refused('is gone by now');
  const whose = ownerOf(live);
  if (whose !== undefined && whose !== owner) return refused(`belongs to ${whose} by now`);
  const tried = await client.apply(marked(owner, resource), { dryRun: true, force: true }, signal);
  if (!tried.ok) return tried;
  if (canonicalJson(contentOf(tried.object)) !== canonicalJson(contentOf(live)))
    return refused('would not stay as it is');
  return { ok: true, live, object: marked(owner, resource, appliedNote(body, tried.object)) };
}

async function take(
  { client }: Cluster,
  object: JsonObject,
  live: JsonObject,
  signal: AbortSignal,
): Promise<{ readonly ok: true } | Failure> {
  const metadata = { ...asObject(object['metadata']), resourceVersion: versionOf(live) };
  const written = await client.apply({ ...object, metadata }, { dryRun: false, force: true }, signal);
  return written.ok ? client.keepAlone(written.object, signal) : written;
}
