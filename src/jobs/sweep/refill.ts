import type { KeptTarget } from '../../gateway/registry.ts';
import { isGitHubError } from '../../github/errors.ts';
import type { Repo } from '../../github/repo.ts';
import type { Resource } from '../../release/manifest.ts';
import type { LastGood } from '../../release/state.ts';
import { recordOf } from '../platform/record.ts';
import { scopeOf } from '../platform/render.ts';
import type { Services } from '../services.ts';

type Needs = Pick<Services, 'github' | 'queue' | 'targets' | 'copies' | 'sinks' | 'log'>;

/**
 * Fills what Sluice keeps for its gateways where that is new or was lost: with last good of every environment, from the record of
 * every repository, and where GitHub gives none from the copy of it. Nothing is served before all of them were read: a
 * gateway goes on with what it has meanwhile.
 */
export async function refillKept(services: Needs): Promise<void> {
  for (const target of services.targets.kept) {
    if (await target.kept.isWhole()) continue;
    const unread = await refill(services, target);
    if (unread.length > 0) {
      const facts = { target: target.name, repositories: unread };
      services.log.error(
        facts,
        'what this target served was lost, and not every record can be read: nothing is served yet',
      );
      continue;
    }
    await target.kept.declareWhole();
    services.log.warn({ target: target.name }, 'what this target serves was filled from the record');
  }
}

/** Resolves to the repositories whose record could not be read, and the accounts whose repositories are not known. */
async function refill(services: Needs, target: KeptTarget): Promise<readonly string[]> {
  const unread: string[] = [];
  for (const installation of await services.github.installations()) {
    // A suspended one lets nobody read: the copies are all that there is of it.
    if (installation.suspended) continue;
    const repositories = await unlessRefused(services.github.repositories(installation.id));
    if (repositories === undefined) unread.push(installation.account);
    for (const facts of repositories ?? []) {
      if (!services.targets.get(target.name, facts.fullName).ok) continue;
      const repo = services.github.repository(installation.id, facts);
      const isRead = await unlessRefused(repo.then((opened) => refillFromRecord(services, opened, target)));
      if (isRead !== true) unread.push(facts.fullName);
    }
  }
  const copies = await services.copies.environments();
  for (const { repository, environment, lastGood } of copies) {
    const goods = Object.values(lastGood).map(({ good }) => good);
    await restore(target, repository, environment, goods);
  }
  return unread.filter((name) => !copies.some(({ repository }) => repository.fullName === name));
}

/** Undefined where GitHub refuses it for good, such as a repository that it blocks: the rest of the sweep does not wait for that. */
async function unlessRefused<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (!isGitHubError(error) || error.retryable) throw error;
    return undefined;
  }
}

async function refillFromRecord(services: Needs, repo: Repo, target: KeptTarget): Promise<boolean> {
  const read = await recordOf(services, repo).read();
  if (!read.ok) return false;
  const byEnvironment = new Map<string, LastGood[]>();
  for (const path of read.view.paths()) {
    const environment = /^last-good\/([^/]+)\/.+\.json$/.exec(path)?.[1];
    if (environment === undefined) continue;
    const goods = byEnvironment.get(environment) ?? [];
    goods.push((await read.view.json(path)) as LastGood);
    byEnvironment.set(environment, goods);
  }
  for (const [environment, goods] of byEnvironment) await restore(target, repo, environment, goods);
  return true;
}

async function restore(
  target: KeptTarget,
  repository: Pick<Repo, 'fullName'>,
  environment: string,
  goods: readonly LastGood[],
): Promise<void> {
  const resources = goods.flatMap(({ resources: byTarget }): readonly Resource[] =>
    Object.hasOwn(byTarget, target.name) ? (byTarget[target.name] ?? []) : [],
  );
  if (resources.length > 0) await target.kept.restore(scopeOf(repository, environment), resources);
}
