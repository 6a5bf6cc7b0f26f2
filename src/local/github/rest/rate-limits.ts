import type { Actor } from '../actor.ts';

const HOUR_MS = 3_600_000;

export interface Allowance {
  readonly limit: number;
  readonly used: number;
  readonly remaining: number;
  /** In seconds since the epoch. */
  readonly reset: number;
}

/** Requests by the hour, counted as GitHub counts them: by installation, person or, without any, by nobody. */
export class RateLimits {
  readonly #perHour: number;
  readonly #windows = new Map<string, { used: number; resetAt: number }>();

  constructor(perHour: number) {
    this.#perHour = perHour;
  }

  /** What is left, without a request being counted. */
  look(actor: Actor, now: Date): Allowance {
    const { used, resetAt } = this.#window(actor, now);
    const limit = this.#perHour;
    return { limit, used, remaining: Math.max(0, limit - used), reset: Math.ceil(resetAt / 1000) };
  }

  count(actor: Actor, now: Date): void {
    this.#window(actor, now).used += 1;
  }

  /** A 304 costs nothing. */
  giveBack(actor: Actor, now: Date): void {
    this.#window(actor, now).used -= 1;
  }

  #window(actor: Actor, now: Date): { used: number; resetAt: number } {
    const key = keyOf(actor);
    const found = this.#windows.get(key);
    if (found && found.resetAt > now.getTime()) return found;
    const fresh = { used: 0, resetAt: now.getTime() + HOUR_MS };
    this.#windows.set(key, fresh);
    return fresh;
  }
}

function keyOf(actor: Actor): string {
  switch (actor.kind) {
    case 'anonymous':
      return 'anonymous';
    case 'user':
      return `user ID ${actor.account.id}`;
    case 'app':
      return `app ID ${actor.app.id}`;
    case 'installation':
      return `installation ID ${actor.installation.id}`;
  }
}

export function rateLimitMessage(actor: Actor): string {
  return `API rate limit exceeded for ${keyOf(actor)}.`;
}

export function rateLimitHeaders({ limit, used, remaining, reset }: Allowance): Record<string, string> {
  return {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-used': String(used),
    'x-ratelimit-reset': String(reset),
    'x-ratelimit-resource': 'core',
  };
}
