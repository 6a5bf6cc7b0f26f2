import type { Repo } from '../../github/repo.ts';
import { openRecord, type StateRecord } from '../../github/record.ts';
import type { RecordView } from '../../github/record-view.ts';
import { noticeOf } from '../../release/notice.ts';
import type { AnsweredCommand, EnvironmentState, LastGood, Waiver } from '../../release/state.ts';
import { announceSoon } from '../notice/announce.ts';
import type { Services } from '../services.ts';

const EMPTY_ENVIRONMENT: EnvironmentState = { good: [], holds: [], approvals: [] };

/** The record of a repository. Whoever is to be told outside GitHub of what is written to it is told at once. */
export function recordOf(services: Pick<Services, 'github' | 'queue' | 'sinks' | 'log'>, repo: Repo): StateRecord {
  return openRecord(repo, {
    keys: services.github.recordKeys,
    anchors: services.queue.cache,
    onWritten: (audit) =>
      announceSoon(
        services,
        audit.flatMap((entry) => noticeOf(entry, repo) ?? []),
      ),
  });
}

export const files = {
  environment: (name: string): string => `environments/${name}.json`,
  /** What a release under way found, to be put back where it cannot be finished. */
  before: (environment: string): string => `before/${environment}.json`,
  /** What is live and has not passed. */
  ahead: (environment: string): string => `ahead/${environment}.json`,
  /** The commit for which an approval is waited for. */
  awaited: (environment: string): string => `awaited/${environment}.json`,
  /** What is not as it was deployed, and what was done about it. */
  drift: (environment: string): string => `drift/${environment}.json`,
  lastGood: (environment: string, api: string): string => `last-good/${environment}/${api}.json`,
  waivers: 'waivers.json',
  commands: 'commands.json',
} as const;

/** A file of the record as text: two-space JSON, so that a person can read its history. */
export function asText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** The environment whose state a file of the record is; undefined where it is another file. */
export function environmentOfFile(path: string): string | undefined {
  return /^environments\/(.+)\.json$/.exec(path)?.[1];
}

/** The environments that the record knows, whatever the configuration has by now. */
export function environmentsIn(view: Pick<RecordView, 'paths'>): string[] {
  return view.paths().flatMap((path) => environmentOfFile(path) ?? []);
}

export async function environmentState(view: RecordView, name: string): Promise<EnvironmentState> {
  const stored = (await view.json(files.environment(name))) as EnvironmentState | undefined;
  return { ...EMPTY_ENVIRONMENT, ...stored };
}

export async function lastGoodOf(
  view: RecordView,
  environment: string,
  apis: readonly string[],
): Promise<Map<string, LastGood>> {
  const read = await Promise.all(
    apis.map(
      async (api) => [api, (await view.json(files.lastGood(environment, api))) as LastGood | undefined] as const,
    ),
  );
  return new Map(read.flatMap(([api, good]) => (good === undefined ? [] : [[api, good]])));
}

export async function waiversOf(view: RecordView): Promise<readonly Waiver[]> {
  return ((await view.json(files.waivers)) as readonly Waiver[] | undefined) ?? [];
}

export async function answeredCommands(view: RecordView): Promise<Readonly<Record<string, AnsweredCommand>>> {
  return ((await view.json(files.commands)) as Record<string, AnsweredCommand> | undefined) ?? {};
}
