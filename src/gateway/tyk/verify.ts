import pLimit from 'p-limit';
import { contentHash, type Resource } from '../../release/manifest.ts';
import { asObject, own } from '../../spec/json.ts';
import type { LiveProof, Receipt, Scope } from '../target.ts';
import type { Gateway } from './apply.ts';
import { extensionKey } from './canonical.ts';
import type { Place } from './places.ts';
import { Prober } from './probe.ts';
import { placeOf } from './render.ts';
import { differenceFrom, statesOf } from './state.ts';

const probesAtOnce = 8;

/** What every node has loaded is read back, and what was written is asked for where traffic enters. */
export async function verify(
  gateway: Gateway,
  url: string,
  scope: Scope,
  receipt: Receipt,
  signal: AbortSignal,
): Promise<LiveProof> {
  const { resources } = receipt.desired;
  const found = await statesOf(gateway.nodes, scope, signal);
  if (!found.ok) return { live: false, reason: 'unreachable', message: found.message };
  const wrong = found.states.flatMap((state) => differenceFrom(resources, state)?.text ?? []);
  if (wrong.length > 0) return { live: false, reason: 'differs', message: wrong.join('; ') };
  const missing = await unserved(url, probesOf(receipt), signal);
  if (missing !== undefined) return missing;
  return { live: true, nodes: gateway.nodes.map(({ label }) => label), hash: contentHash(resources) };
}

async function unserved(url: string, places: readonly Place[], signal: AbortSignal): Promise<LiveProof | undefined> {
  const prober = new Prober(url, signal);
  const answers = await pLimit(probesAtOnce).map(places, async (place) => ({
    place,
    served: await prober.isServed(place),
  }));
  const silent = answers.find(({ served }) => served === undefined);
  if (silent !== undefined)
    return {
      live: false,
      reason: 'unreachable',
      message: `${silent.place.path} cannot be reached where traffic enters`,
    };
  const gone = answers.filter(({ served }) => served === false).map(({ place }) => `${place.host}${place.path}`);
  if (gone.length === 0) return undefined;
  const message = `${gone.join(', ')}: loaded, and nothing listens there: Tyk's log says why (enable_custom_domains, for a host)`;
  return { live: false, reason: 'differs', message };
}

/**
 * Where to ask. Not behind a rate limit that all callers share: the question would be counted. A definition behind a key is asked
 * without one, which its refusal answers.
 */
function probesOf(receipt: Receipt): Place[] {
  const applied = new Set(receipt.applied);
  return receipt.desired.resources.flatMap((resource) => {
    const place = applied.has(resource.id) ? placeOf(resource) : undefined;
    return place?.open === true && !hasSharedLimit(resource) ? [place] : [];
  });
}

function hasSharedLimit({ body }: Resource): boolean {
  const document = asObject(body);
  const upstream = asObject(own(asObject(own(document, extensionKey)), 'upstream'));
  return own(upstream, 'rateLimit') !== undefined || own(document, 'global_rate_limit') !== undefined;
}
