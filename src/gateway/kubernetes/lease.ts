import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonObject } from '../../spec/json.ts';
import { annotationOf, versionOf, type Found, type KubernetesClient } from './client.ts';
import type { Failure } from './errors.ts';
import { type KindRef, type ObjectRef } from './object.ts';
import { at, textOf } from '../values.ts';
import { digest, prefix } from './ownership.ts';

/** After this long without a sign of life a writer counts as dead, in seconds. */
const leaseSeconds = 10;
/** How often a Lease that somebody else holds is looked at, in milliseconds. */
const pollMs = 250;
const kindsAnnotation = `${prefix}kinds`;

/**
 * One writer for each owner at a time: whoever writes holds a Lease. It also keeps which kinds the owner has objects of, so
 * that they are found again when nothing desired names them any more.
 */
export class OwnerLease {
  private readonly client: KubernetesClient;
  private readonly namespace: string;
  /** Owner → a writer of this process that is done, whatever the Lease still says. */
  private readonly abandoned = new Map<string, string>();

  constructor(client: KubernetesClient, namespace: string) {
    this.client = client;
    this.namespace = namespace;
  }

  /** Kinds that the owner has, or once had, objects of; none where its Lease was lost. */
  async kinds(owner: string, signal: AbortSignal): Promise<Found<{ readonly kinds: readonly KindRef[] }>> {
    const found = await this.client.get(this.refOf(owner), signal);
    return found.ok ? { ok: true, kinds: kindsIn(found.object) } : found;
  }

  /** Waits until whoever else writes for this owner is done or counts as dead, then holds the Lease. Tells the kinds that it keeps by now. */
  async acquire(
    owner: string,
    writer: string,
    kinds: readonly KindRef[],
    signal: AbortSignal,
  ): Promise<Found<{ readonly kinds: readonly KindRef[] }>> {
    for (;;) {
      const found = await this.read(owner, signal);
      if (!found.ok) return found;
      const holder = textOf(at(found.object, 'spec', 'holderIdentity'));
      const renewed = Date.parse(textOf(at(found.object, 'spec', 'renewTime')));
      const mine = holder === '' || holder === writer || this.abandoned.get(owner) === holder;
      if (mine || found.time.getTime() - renewed >= leaseSeconds * 1000) {
        const all = [...kindsIn(found.object), ...kinds];
        const lease = this.body(owner, writer, found.time, all, found.object);
        const written = await this.client.write(found.object === undefined ? 'POST' : 'PUT', lease, signal);
        if (written.ok) return { ok: true, kinds: kindsIn(lease) };
        if (written.reason !== 'moved') return written;
      }
      await sleep(pollMs, undefined, { signal });
    }
  }

  /** `moved` where somebody else took it meanwhile. */
  async renew(owner: string, writer: string, signal: AbortSignal): Promise<{ readonly ok: true } | Failure> {
    const found = await this.read(owner, signal);
    if (!found.ok) return found;
    if (textOf(at(found.object, 'spec', 'holderIdentity')) !== writer) {
      return { ok: false, reason: 'moved', message: 'somebody else began to write for this owner meanwhile' };
    }
    return this.client.write('PUT', this.body(owner, writer, found.time, kindsIn(found.object), found.object), signal);
  }

  /** Lets the next writer in at once. Where that cannot be said, this process still knows it; others wait. */
  async release(owner: string, writer: string, signal: AbortSignal): Promise<void> {
    this.abandoned.set(owner, writer);
    const found = await this.client.get(this.refOf(owner), signal);
    if (!found.ok || textOf(at(found.object, 'spec', 'holderIdentity')) !== writer) return;
    await this.client.write('PUT', this.body(owner, '', new Date(0), kindsIn(found.object), found.object), signal);
  }

  private async read(owner: string, signal: AbortSignal): ReturnType<KubernetesClient['get']> {
    const found = await this.client.get(this.refOf(owner), signal);
    if (!found.ok || !Number.isNaN(found.time.getTime())) return found;
    return { ok: false, reason: 'unreachable', message: 'the API server does not tell the time' };
  }

  private refOf(owner: string): ObjectRef {
    return {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      namespace: this.namespace,
      name: `sluice-${digest(owner)}`,
    };
  }

  private body(
    owner: string,
    holder: string,
    now: Date,
    kinds: readonly KindRef[],
    live: JsonObject | undefined,
  ): JsonObject {
    const { apiVersion, kind, namespace, name } = this.refOf(owner);
    const names = [...new Set(kinds.map((each) => `${each.apiVersion} ${each.kind}`))].sort();
    return {
      apiVersion,
      kind,
      metadata: {
        name,
        namespace,
        ...(live !== undefined && { resourceVersion: versionOf(live) }),
        annotations: { [`${prefix}owner`]: owner, [kindsAnnotation]: names.join(',') },
      },
      spec: {
        holderIdentity: holder,
        leaseDurationSeconds: leaseSeconds,
        renewTime: now.toISOString().replace('Z', '000Z'),
      },
    };
  }
}

function kindsIn(lease: JsonObject | undefined): readonly KindRef[] {
  return textOf(annotationOf(lease, kindsAnnotation))
    .split(',')
    .filter((name) => name !== '')
    .map((name) => {
      const [apiVersion = '', kind = ''] = name.split(' ');
      return { apiVersion, kind };
    });
}
