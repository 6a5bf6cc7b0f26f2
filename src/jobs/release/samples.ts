import { effectiveApis } from '../../config/effective.ts';
import type { AnalysisConfig, SluiceConfig } from '../../config/sluice-config.ts';
import type { Target } from '../../gateway/target.ts';
import type { Repo } from '../../github/repo.ts';
import { isGood, type ProbeCheck, type ProbeResult, type Sample } from '../../release/analysis.ts';
import type { ReleaseRun } from '../../release/state.ts';
import type { Services } from '../services.ts';
import { probe } from './probe.ts';
import { readingsOf } from './queries.ts';
import { usageOf } from './usage.ts';

const KEPT_MS = 24 * 3_600_000;

/** The samples of one analysis so far. They live in the cache: where it is lost the bake begins again, and nothing else happens. */
export interface Samples {
  read(): Promise<readonly Sample[]>;
  write(samples: readonly Sample[]): Promise<void>;
}

/** Who looks: also without GitHub, so no more of it than its name. */
export interface Watcher {
  readonly services: Pick<Services, 'now' | 'queue' | 'targets'>;
  readonly repo: Pick<Repo, 'id' | 'fullName'>;
  readonly signal: AbortSignal;
}

export function samplesOf({ services, repo }: Watcher, environment: string, run: ReleaseRun): Samples {
  const key = `samples-${repo.id}-${environment}-${run.deployment}`;
  return {
    async read() {
      const stored = await services.queue.cache.get(key);
      return stored === undefined ? [] : (JSON.parse(stored.toString('utf8')) as Sample[]);
    },
    async write(samples) {
      await services.queue.cache.set(key, Buffer.from(JSON.stringify(samples)), { ttlMs: KEPT_MS });
    },
  };
}

/** Looks at an environment once, for a release, and at what the APIs that it changed count. Of several targets a bad answer of a probe counts, where there is one. */
export async function takeSample(
  context: Watcher,
  environment: string,
  config: SluiceConfig,
  analysis: AnalysisConfig,
  targets: readonly Target[],
  { changed: counted, queried = {} }: Pick<ReleaseRun, 'changed' | 'queried'>,
): Promise<Sample> {
  const apis = effectiveApis(config, environment);
  const checks = analysis.checks.flatMap((check) => ('http' in check ? [check] : []));
  // Before anything is asked: what a query sees is then no older than it seems, however long the answer takes.
  const at = context.services.now().getTime();
  const [usage, readings, ...probes] = await Promise.all([
    usageOf(context, environment, targets, counted),
    readingsOf(analysis, targets, queried, context.signal),
    ...checks.map(async (check) =>
      worst(check, await Promise.all(targets.map(({ url }) => probe(url, check.http, apis)))),
    ),
  ]);
  return { at, probes, readings, ...(usage && { usage }) };
}

function worst(check: ProbeCheck, results: readonly ProbeResult[]): ProbeResult {
  const counts = results.find((result) => !isGood(check, result)) ?? results[0];
  if (counts === undefined) throw new Error('an environment has at least one target');
  return counts;
}
