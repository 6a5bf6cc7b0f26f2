import type { TargetRegistry } from './registry.ts';
import type { ReadResult, Target } from './target.ts';

/** What was told is asked for again after this long, in milliseconds. */
const freshMs = 5_000;

/**
 * The same targets for one piece of work that looks at them several times before it writes: what one told a moment ago is not asked for
 * again, until something is written through it. `apply` and `verify` ask by themselves, and `apply` refuses where live is no longer what
 * was planned on, so that nothing is ever written because of something stale.
 */
export function readOnce(registry: TargetRegistry): TargetRegistry {
  const known = new Map<Target, Target>();
  return {
    ...registry,
    get(name, repository) {
      const found = registry.get(name, repository);
      if (!found.ok) return found;
      const target = known.get(found.target) ?? remembering(found.target);
      known.set(found.target, target);
      return { ok: true, target };
    },
  };
}

function remembering(target: Target): Target {
  const reads = new Map<string, Told<ReadResult>>();
  const versions = new Map<string, Told<string | undefined>>();
  const putBack = target.putBack?.bind(target);
  return {
    ...target,
    read: (scope, signal) => told(reads, scope.owner, () => target.read(scope, signal), isRead),
    ...(target.version !== undefined && {
      version: (signal: AbortSignal) => told(versions, '', async () => target.version?.(signal), isKnown),
    }),
    apply(...asked) {
      reads.clear();
      return target.apply(...asked);
    },
    ...(putBack !== undefined && {
      putBack: (...asked: Parameters<typeof putBack>) => {
        reads.clear();
        return putBack(...asked);
      },
    }),
  };
}

interface Told<T> {
  readonly at: number;
  readonly answer: T;
}

/** Only what is worth telling again is kept: who cannot be reached now may be in a moment. */
async function told<T>(
  known: Map<string, Told<T>>,
  key: string,
  ask: () => Promise<T>,
  isWorth: (answer: T) => boolean,
): Promise<T> {
  const before = known.get(key);
  if (before !== undefined && performance.now() - before.at < freshMs) return before.answer;
  const at = performance.now();
  const answer = await ask();
  if (isWorth(answer)) known.set(key, { at, answer });
  return answer;
}

function isRead({ ok }: ReadResult): boolean {
  return ok;
}

function isKnown(version: string | undefined): boolean {
  return version !== undefined;
}
