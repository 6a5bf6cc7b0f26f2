/**
 * Conditional requests: an answer that GitHub gave before is asked for again by its ETag, and a 304 costs nothing of the
 * rate limit. ETags change with each installation token, so an entry is worth at most an hour.
 */
import { LRUCache } from 'lru-cache';
import type { Octokit } from '@octokit/rest';
import { isRequestFailure } from './errors.ts';

type Answer = Awaited<ReturnType<Octokit['request']>>;

export interface Etags {
  /** Sends a GET, conditionally where its last answer is known. `key` names everything that the answer depends on. */
  get(key: string, headers: Record<string, unknown>, send: () => Promise<Answer>): Promise<Answer>;
}

const maxBytes = 8 * 1024 * 1024;
const maxEntryBytes = 256 * 1024;
const maxAgeMs = 3_600_000;

export function createEtags(): Etags {
  const answers = new LRUCache<string, Answer>({
    maxSize: maxBytes,
    maxEntrySize: maxEntryBytes,
    ttl: maxAgeMs,
    sizeCalculation: sizeOf,
  });
  return {
    get: async (key, headers, send) => {
      const known = answers.get(key);
      if (known?.headers.etag !== undefined) headers['if-none-match'] = known.headers.etag;
      try {
        const answer = await send();
        if (answer.headers.etag !== undefined) answers.set(key, structuredClone(answer));
        return answer;
      } catch (error) {
        if (isRequestFailure(error) && error.status === 304 && known !== undefined) return structuredClone(known);
        throw error;
      }
    },
  };
}

/** Octokit gives numbers that a double cannot hold as bigint, which JSON has no form for. */
function sizeOf(answer: Answer): number {
  return (
    JSON.stringify(answer.data, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value)).length +
    1
  );
}
