import { environmentOrder } from '../../config/effective.ts';
import type { SluiceConfig } from '../../config/sluice-config.ts';
import type { RecordView } from '../../github/record-view.ts';
import { deployedParity, type EnvironmentRecord } from '../../release/parity/deployed.ts';
import type { EnvironmentState } from '../../release/state.ts';
import type { StatusFacts } from '../../review/report-facts.ts';
import { driftState } from '../drift/state.ts';
import { environmentState } from '../platform/record.ts';
import { hasNoVerdict } from './accept.ts';
import type { ReleaseContext } from './context.ts';
import { parityOfHead } from './parity.ts';

/** What the record says of each environment, for people. */
export async function statusFacts(
  context: Pick<ReleaseContext, 'services' | 'repo' | 'config' | 'head' | 'signal'>,
  view: RecordView,
): Promise<StatusFacts> {
  const { services, repo, config } = context;
  const rows = await Promise.all(
    environmentOrder(config).map(async (name) => ({ name, state: await environmentState(view, name) })),
  );
  const records = await Promise.all(rows.map(({ name, state }) => onRecord(config, view, name, state)));
  return {
    repository: { url: repo.htmlUrl },
    environments: rows.map(({ name, state: { current, deployed, good, holds } }) => ({
      environment: name,
      ...(deployed !== undefined && { commit: deployed }),
      ...(current && { phase: current.phase, at: current.at }),
      ...(current?.targets && { standings: current.targets }),
      ...(good[0] && { lastGood: good[0].commit }),
      holds: holds.map(({ api, reason, by }) => ({ api, reason, by })),
      pins: current?.pins ?? {},
    })),
    parity: {
      ...(await parityOfHead(context)),
      deployed: deployedParity(records),
      now: services.now().toISOString(),
    },
    next: rows.flatMap(({ name, state: { current, holds } }) => [
      ...(current && hasNoVerdict(current) ? [`/accept env ${name} --reason "…"`] : []),
      ...holds.map(({ api }) => `/resume ${api} env ${name}`),
    ]),
  };
}

async function onRecord(
  config: SluiceConfig,
  view: RecordView,
  environment: string,
  state: EnvironmentState,
): Promise<EnvironmentRecord> {
  const { targets } = await driftState(view, environment);
  const drifted = Object.entries(targets).flatMap(([target, { digest, issue }]) =>
    digest === undefined ? [] : [{ target, ...(issue !== undefined && { issue }) }],
  );
  return { environment, after: config.environments?.[environment]?.after, state, drifted };
}
