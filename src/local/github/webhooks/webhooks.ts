import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WebhookEvent } from '../events.ts';
import type { Faults, WebhookOutcome } from '../faults/faults.ts';
import type { Delivery } from '../model.ts';
import { isoSeconds } from '../world.ts';
import type { World } from '../world.ts';
import { FAILED, post, TIMEOUT_MS, webhookHeaders } from './send.ts';

/** GitHub never sends a payload above this. */
const MOST_BYTES = 25 * 1024 * 1024;
/** GitHub keeps deliveries for three days; so many are plenty for one machine. */
const KEPT_DELIVERIES = 2_000;

type Send = () => Promise<unknown>;

export interface WebhooksOptions {
  readonly world: World;
  readonly faults: Faults;
  readonly timeoutMs?: number;
}

/**
 * Sends what happened to the Apps that are to hear of it, once, without waiting for each other and without trying again;
 * every attempt is kept in `world.store.deliveries`.
 */
export class Webhooks {
  readonly #world: World;
  readonly #faults: Faults;
  readonly #timeoutMs: number;
  readonly #closing = new AbortController();
  readonly #underway = new Set<Promise<unknown>>();
  readonly #listener = (event: WebhookEvent): void => {
    this.#happened(event);
  };
  #collected: Send[] = [];

  constructor({ world, faults, timeoutMs = TIMEOUT_MS }: WebhooksOptions) {
    this.#world = world;
    this.#faults = faults;
    this.#timeoutMs = timeoutMs;
    world.events.on('webhook', this.#listener);
  }

  /** Sends a kept delivery again under its GUID; resolves when it was answered. Undefined: there is no such delivery. */
  async redeliver(deliveryId: number): Promise<Delivery | undefined> {
    const earlier = this.#world.store.deliveries.get(deliveryId);
    if (!earlier) return undefined;
    const { appId, installationId, repositoryId, event, action, guid } = earlier;
    const payload = earlier.request.payload as WebhookEvent['payload'];
    const again = { appId, installationId, repositoryId, event, action, payload };
    return this.#track(this.#attempt(again, guid, { redelivery: true, fails: false }));
  }

  /** Resolves when nothing is on its way any more, what is held back included. */
  async idle(): Promise<void> {
    while (this.#underway.size > 0) await Promise.allSettled(this.#underway);
  }

  /** Sends nothing more and cuts off what is on its way. */
  async close(): Promise<void> {
    this.#world.events.off('webhook', this.#listener);
    this.#closing.abort();
    await Promise.allSettled(this.#underway);
  }

  #happened(happening: WebhookEvent): void {
    const outcome = this.#faults.webhook(happening.event, happening.action);
    if (outcome.fate === 'lost') return;
    const event = { ...happening, payload: structuredClone(happening.payload) };
    const guid = randomUUID();
    const attempt = () => this.#attempt(event, guid, { redelivery: false, fails: outcome.fate === 'failed' });
    const sends: Send[] = outcome.fate === 'doubled' ? [attempt, attempt] : [attempt];
    void this.#track(this.#later(sends, outcome)).catch(() => undefined);
  }

  async #later(sends: Send[], { holdMs, reverseWindowMs }: WebhookOutcome): Promise<void> {
    if (holdMs > 0) await this.#wait(holdMs);
    if (reverseWindowMs === 0) {
      await Promise.all(sends.map((send) => send()));
      return;
    }
    const first = this.#collected.length === 0;
    this.#collected.push(...sends);
    if (!first) return;
    await this.#wait(reverseWindowMs);
    const reversed = this.#collected.reverse();
    this.#collected = [];
    for (const send of reversed) await send();
  }

  async #wait(milliseconds: number): Promise<void> {
    await sleep(milliseconds, undefined, { signal: this.#closing.signal });
  }

  #track<T>(work: Promise<T>): Promise<T> {
    const forget = () => this.#underway.delete(work);
    this.#underway.add(work);
    work.then(forget, forget);
    return work;
  }

  async #attempt(
    event: WebhookEvent,
    guid: string,
    { redelivery, fails }: { readonly redelivery: boolean; readonly fails: boolean },
  ): Promise<Delivery | undefined> {
    const { store, now } = this.#world;
    const app = store.apps.get(event.appId);
    const body = JSON.stringify(event.payload);
    if (!app?.webhookUrl || Buffer.byteLength(body) > MOST_BYTES) return undefined;
    const { appId, installationId, repositoryId, event: name, action, payload } = event;
    const url = app.webhookUrl;
    const headers = webhookHeaders(app, name, guid, body);
    const deliveredAt = isoSeconds(now());
    const signal = AbortSignal.any([AbortSignal.timeout(this.#timeoutMs), this.#closing.signal]);
    const outcome = fails ? FAILED : await post(url, headers, body, signal);
    if (this.#closing.signal.aborted) return undefined;
    const about = { guid, appId, installationId, repositoryId, event: name, action, redelivery, deliveredAt, url };
    const delivery = { id: store.nextId(), ...about, request: { headers, payload }, ...outcome };
    this.#prune();
    return store.deliveries.insert(delivery);
  }

  #prune(): void {
    const { deliveries } = this.#world.store;
    const kept = deliveries.all();
    for (const { id } of kept.slice(0, Math.max(0, kept.length - KEPT_DELIVERIES + 1))) deliveries.delete(id);
  }
}
