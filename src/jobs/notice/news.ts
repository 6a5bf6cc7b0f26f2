import { z } from 'zod';
import type { RecordRead, RecordWrite } from '../../github/record.ts';
import { auditFolder } from '../../github/record-chain.ts';
import type { RecordView } from '../../github/record-view.ts';
import type { Repo } from '../../github/repo.ts';
import { makeNotice, newsSince, type Notice, type TrailFile } from '../../release/notice.ts';
import type { Services } from '../services.ts';
import { announce } from './announce.ts';

type Needs = Pick<Services, 'sinks' | 'queue' | 'now'>;

/** How far a repository's news were told, kept beside the queue: where it is lost, they begin anew. */
const toldSchema = z.object({
  position: z.record(z.string(), z.int()).optional(),
  /** Deploys are frozen: since when, and what is wrong with the record. */
  frozen: z.object({ since: z.string(), problem: z.string() }).optional(),
});
type Told = z.infer<typeof toldSchema>;

/**
 * Tells what nobody told so far: whoever wrote it to the record died before, or could not reach the queue. The news are in the queue before
 * the position moves on, so that nothing falls in between; what is told twice has the same id.
 */
export async function tellNews(services: Needs, repo: Repo, read: RecordRead | RecordWrite): Promise<void> {
  if (!services.sinks.hears(repo.fullName)) return;
  const key = `news:${repo.id}`;
  const told = parsed(await services.queue.cache.get(key));
  const keep = (next: Told): Promise<void> => services.queue.cache.set(key, Buffer.from(JSON.stringify(next)));
  if (!read.ok) return read.reason === 'conflict' ? undefined : tellFrozen(services, repo, read, told, keep);
  const now = services.now();
  const { notices, position } = newsSince(told.position, await trail(read.view), repo, now);
  const resumed =
    told.frozen === undefined ? [] : [frozenNotice('deploys.resumed', repo, told.frozen, { at: now.toISOString() })];
  await announce(services, [...notices, ...resumed]);
  await keep({ position });
}

/** What another Sluice wrote in another form counts as lost. */
function parsed(stored: Buffer | undefined): Told {
  if (stored === undefined) return {};
  const told = toldSchema.safeParse(JSON.parse(stored.toString()));
  return told.success ? told.data : {};
}

/** Not on the record, which cannot be written. It is noted before it is told, so that whoever comes next tells the same. */
async function tellFrozen(
  services: Needs,
  repo: Repo,
  { reason, message }: Extract<RecordRead, { ok: false }>,
  told: Told,
  keep: (next: Told) => Promise<void>,
): Promise<void> {
  const known = told.frozen?.problem === reason ? told.frozen : undefined;
  const frozen = known ?? { since: services.now().toISOString(), problem: reason };
  if (known === undefined) await keep({ ...told, frozen });
  await announce(services, [frozenNotice('deploys.frozen', repo, frozen, { at: frozen.since, reason: message })]);
}

function frozenNotice(
  type: 'deploys.frozen' | 'deploys.resumed',
  repo: Repo,
  { since }: NonNullable<Told['frozen']>,
  facts: Pick<Notice, 'at' | 'reason'>,
): Notice {
  return makeNotice(type, repo, since, facts);
}

/** Of two months: a clock that is behind may still write to the one before. */
function trail(view: RecordView): Promise<TrailFile[]> {
  const newest = view
    .paths()
    .filter((path) => path.startsWith(auditFolder))
    .sort()
    .slice(-2);
  return Promise.all(newest.map(async (path) => ({ path, text: (await view.text(path)) ?? '' })));
}
