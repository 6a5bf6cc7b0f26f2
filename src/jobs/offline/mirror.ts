import type { RecordView } from '../../github/record-view.ts';
import type { Repo } from '../../github/repo.ts';
import { hashesOf, sameHashes } from '../../release/compose.ts';
import type { EnvironmentState, LastGood } from '../../release/state.ts';
import { repoRefOf } from '../command/repo-ref.ts';
import { configAt } from '../platform/config-at.ts';
import { environmentOfFile, environmentState } from '../platform/record.ts';
import type { Services } from '../services.ts';
import { COPY_VERSION, type CopiedGood, type EnvironmentCopy } from './copy.ts';
import type { Copies } from './copies.ts';

/** What this process copied last, by repository and environment: nothing is read where nothing changed. */
const copied = new WeakMap<Copies, Map<string, string>>();

/**
 * Copies what the record says of its environments, so that last good can be put back without it. Only what changed is read. Never
 * stops the work that asked: a copy that could not be made is made by the next pass.
 */
export async function copyRecord(
  services: Pick<Services, 'copies' | 'log' | 'now'>,
  repo: Repo,
  view: RecordView,
): Promise<void> {
  const known = copied.get(services.copies) ?? new Map<string, string>();
  copied.set(services.copies, known);
  try {
    for (const [environment, files] of filesByEnvironment(view)) {
      const key = `${repo.fullName}@${environment}`;
      const print = [...files].map(([api, blob]) => `${api} ${blob}`).join('\n');
      if (known.get(key) === print) continue;
      await copyEnvironment(services, repo, view, environment, files);
      known.set(key, print);
    }
  } catch (error) {
    services.log.warn({ err: error }, 'the copy for a GitHub outage is behind the record');
  }
}

const STATE = '';

/** Environment → API (or the empty name: the state itself) → git's name of its file. */
function filesByEnvironment(view: RecordView): Map<string, Map<string, string>> {
  const found = new Map<string, Map<string, string>>();
  for (const path of view.paths()) {
    const environment = environmentOfFile(path);
    const good = /^last-good\/([^/]+)\/(.+)\.json$/.exec(path);
    const name = environment ?? good?.[1];
    if (name === undefined) continue;
    const files = found.get(name) ?? new Map<string, string>();
    files.set(good?.[2] ?? STATE, view.version(path) ?? '');
    found.set(name, files);
  }
  return found;
}

async function copyEnvironment(
  { copies, now }: Pick<Services, 'copies' | 'now'>,
  repo: Repo,
  view: RecordView,
  environment: string,
  files: ReadonlyMap<string, string>,
): Promise<void> {
  const state = await environmentState(view, environment);
  const commit = commitOfLive(state);
  if (commit === undefined) return;
  const earlier = await copies.environment(repo.fullName, environment);
  const before = earlier?.repository.id === repo.id ? earlier : undefined;
  const at = await configAt(repo, commit);
  const lastGood: Record<string, CopiedGood> = {};
  for (const [api, blob] of files) {
    if (api !== STATE) lastGood[api] = await copyGood(view, environment, api, blob, before);
  }
  await copies.keep({
    version: COPY_VERSION,
    repository: repoRefOf(repo),
    environment,
    seq: view.seq,
    at: now().toISOString(),
    config: at.ok ? at.config : (before?.config ?? {}),
    state,
    lastGood,
  });
}

/** A refused release wrote nothing: live is still what was deployed before it. */
function commitOfLive({ current, deployed }: EnvironmentState): string | undefined {
  return current === undefined || current.phase === 'refused' ? deployed : current.commit;
}

async function copyGood(
  view: RecordView,
  environment: string,
  api: string,
  blob: string,
  earlier: EnvironmentCopy | undefined,
): Promise<CopiedGood> {
  const known = earlier?.lastGood[api];
  if (known?.blob === blob) return known;
  const good = (await view.json(`last-good/${environment}/${api}.json`)) as LastGood;
  // Released again as it was: what it was before that is still what there is to go back to.
  const before = known !== undefined && sameContent(known.good, good) ? known.before : known?.good;
  return { blob, good, ...(before && { before }) };
}

function sameContent(a: LastGood, b: LastGood): boolean {
  const targets = [...new Set([...Object.keys(a.resources), ...Object.keys(b.resources)])];
  return sameHashes(hashesOf(a.resources, targets), hashesOf(b.resources, targets));
}
