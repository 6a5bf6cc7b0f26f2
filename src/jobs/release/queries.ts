import type { AnalysisConfig } from '../../config/sluice-config.ts';
import type { Prometheus } from '../../gateway/prometheus.ts';
import type { Target } from '../../gateway/target.ts';
import {
  beforeOf,
  readingOf,
  type Before,
  type QueryAnswer,
  type QueryCheck,
  type Reading,
} from '../../release/queries.ts';

type Metered = Pick<Target, 'name' | 'prometheus'>;

/** What every query of the analysis gives now at the Prometheus of every target, held against what it gave there before the release. */
export async function readingsOf(
  analysis: AnalysisConfig,
  targets: readonly Metered[],
  queried: Readonly<Record<string, Before>>,
  signal: AbortSignal,
): Promise<Reading[]> {
  const asked = await ask(analysis, targets, signal);
  return asked.map(({ place, check, answer }) =>
    readingOf(place, check.prometheus, answer, queried[keyOf(place)] ?? {}),
  );
}

/** The same before the release, as it is recorded; undefined where nothing is asked. */
export async function queriedBefore(
  analysis: AnalysisConfig | undefined,
  targets: readonly Metered[],
  signal: AbortSignal,
): Promise<Readonly<Record<string, Before>> | undefined> {
  const asked = analysis === undefined ? [] : await ask(analysis, targets, signal);
  if (asked.length === 0) return undefined;
  return Object.fromEntries(asked.map(({ place, answer }) => [keyOf(place), beforeOf(answer)]));
}

type Place = Pick<Reading, 'check' | 'targets'>;

function keyOf({ check, targets }: Place): string {
  return `${check} ${targets}`;
}

interface Asked {
  readonly place: Place;
  readonly check: QueryCheck;
  readonly answer: QueryAnswer;
}

/** All at once. Targets that share a Prometheus are one: it has one answer. */
function ask({ checks }: AnalysisConfig, targets: readonly Metered[], signal: AbortSignal): Promise<Asked[]> {
  const sources = new Map<Prometheus | undefined, string[]>();
  for (const { name, prometheus } of targets) sources.set(prometheus, [...(sources.get(prometheus) ?? []), name]);
  const questions = checks.flatMap((check, index) =>
    'prometheus' in check
      ? [...sources].map(([source, names]) => ({ place: { check: index, targets: names.join(', ') }, check, source }))
      : [],
  );
  return Promise.all(
    questions.map(async ({ place, check, source }) => {
      const answer = (await source?.query(check.prometheus.query, signal)) ?? NOBODY;
      return { place, check, answer };
    }),
  );
}

const NOBODY: QueryAnswer = { ok: false, message: 'the operator has named no Prometheus for it' };

/** Why no release there could be judged, with what to do; undefined where it could. */
export function unmeasured(
  analysis: AnalysisConfig | undefined,
  environment: string,
  { name, prometheus }: Metered,
): string | undefined {
  const place = analysis?.checks.findIndex((check) => 'prometheus' in check) ?? -1;
  if (place === -1 || prometheus !== undefined) return undefined;
  return `environments.${environment}.analysis.checks.${place} asks Prometheus, and the operator has named none for ${name}. The operator sets \`prometheus\` of that target in the targets file; until then take the check out.`;
}
