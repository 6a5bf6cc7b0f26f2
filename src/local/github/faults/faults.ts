import picomatch from 'picomatch';
import { z } from 'zod';
import { seededRandom } from './random.ts';

const rate = z.number().min(0).max(1).default(0);
const milliseconds = z.number().int().min(0).max(600_000).default(0);

const webhookFaults = z.strictObject({
  /** Which events, by `event` or `event.action`; all where empty. */
  events: z.array(z.string()).default([]),
  /** Share that never leaves: GitHub knows nothing of it. */
  lost: rate,
  /** Share whose first attempt fails, and is in the deliveries list as failed. */
  failed: rate,
  /** Share that is delivered twice under one GUID. */
  doubled: rate,
  /** Every delivery waits so long. */
  holdMs: milliseconds,
  /** Deliveries are collected for so long, then sent in reverse order. */
  reverseWindowMs: milliseconds,
});

const requestFaults = z.strictObject({
  /** Glob over operationIds, such as `git/*`; `graphql` is an operation of its own. */
  operations: z.string().default('**'),
  latencyMs: milliseconds,
  /** Share answered with 502 without being done. */
  unavailable: rate,
  /** Share that is done and then answered with 502. */
  answerLost: rate,
  /** Share answered with 403 as by GitHub's secondary limits. */
  secondaryLimit: rate,
  /** Share answered with 429. */
  tooMany: rate,
  retryAfterSeconds: z.number().int().min(0).max(3600).default(1),
});

/** What goes wrong at the local GitHub while it runs; all shares from 0 to 1. */
export const faultSettings = z.strictObject({
  /** The same seed and the same order of requests give the same faults. */
  seed: z.number().int().min(0).default(1),
  webhooks: webhookFaults.prefault({}),
  requests: z.array(requestFaults).max(50).default([]),
});

export type FaultSettings = z.infer<typeof faultSettings>;

type RequestFault = 'unavailable' | 'answerLost' | 'secondaryLimit' | 'tooMany';

export interface RequestOutcome {
  readonly latencyMs: number;
  readonly fault: RequestFault | undefined;
  readonly retryAfterSeconds: number;
}

export interface WebhookOutcome {
  readonly fate: 'sent' | 'lost' | 'failed' | 'doubled';
  readonly holdMs: number;
  readonly reverseWindowMs: number;
}

const UNDISTURBED: RequestOutcome = { latencyMs: 0, fault: undefined, retryAfterSeconds: 0 };
const KINDS = ['unavailable', 'answerLost', 'secondaryLimit', 'tooMany'] as const;

/** Decides the fate of each request and webhook; changed at any time with `set`. */
export class Faults {
  #settings: FaultSettings = faultSettings.parse({});
  #random = seededRandom(1);

  get settings(): FaultSettings {
    return this.#settings;
  }

  /** Replaces all settings: what is not given is as it is without faults. Throws a ZodError on a mistake. */
  set(settings: z.input<typeof faultSettings>): void {
    this.#settings = faultSettings.parse(settings);
    this.#random = seededRandom(this.#settings.seed);
  }

  clear(): void {
    this.set({});
  }

  /** By the first of the settings whose pattern matches. */
  request(operation: string): RequestOutcome {
    const found = this.#settings.requests.find(({ operations }) => picomatch.isMatch(operation, operations));
    if (!found) return UNDISTURBED;
    const fault = KINDS.find((kind) => this.#happens(found[kind]));
    return { latencyMs: found.latencyMs, fault, retryAfterSeconds: found.retryAfterSeconds };
  }

  webhook(event: string, action: string | null): WebhookOutcome {
    const { events, holdMs, reverseWindowMs, ...rates } = this.#settings.webhooks;
    const concerned = events.length === 0 || events.some((name) => name === event || name === `${event}.${action}`);
    if (!concerned) return { fate: 'sent', holdMs: 0, reverseWindowMs: 0 };
    const fate = (['lost', 'failed', 'doubled'] as const).find((kind) => this.#happens(rates[kind])) ?? 'sent';
    return { fate, holdMs, reverseWindowMs };
  }

  #happens(share: number): boolean {
    return share > 0 && this.#random() < share;
  }
}
