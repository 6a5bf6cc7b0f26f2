import { Command, InvalidArgumentError } from 'commander';
import { readEnvironment, type AppSettings } from '../config/process-env.ts';
import { isGitHubError } from '../github/errors.ts';
import { openRecord, recordBranch } from '../github/record.ts';
import { auditFolder, auditPath } from '../github/record-chain.ts';
import type { RecordKeys } from '../github/record-sign.ts';
import type { Repo } from '../github/repo.ts';
import { counted } from '../review/render/wording.ts';
import { verifyRecord, type Verification } from '../github/record-verify.ts';
import { CannotRun } from './check/tree.ts';
import { asGitHub } from './operator/app.ts';
import { asOperator, print, repositoryName, type Operator } from './operator/operator.ts';

interface AuditOptions {
  readonly repository: string;
  readonly since?: string;
}

/** `sluice audit verify`: every entry of a repository's record, from the first on; `sluice audit export`: what its audit trail says. */
export function auditCommand(): Command {
  return new Command('audit')
    .description('the record of what was done and by whom')
    .addCommand(
      new Command('verify')
        .description('check the whole record of a repository: signatures, sequence, audit trail')
        .requiredOption('--repository <owner/name>', 'whose record', repositoryName)
        .addHelpText('after', '\nExit code: 0 whole, 1 broken, 2 could not run.')
        .action((options: AuditOptions) => withRecord(options, verify)),
    )
    .addCommand(
      new Command('export')
        .description('print the audit trail of a repository: a line of JSON for each entry, the oldest first')
        .requiredOption('--repository <owner/name>', 'whose record', repositoryName)
        .option('--since <month>', 'from that month on, such as 2026-11', month)
        .addHelpText('after', '\nExit code: 0 printed, 2 could not run.')
        .action((options: AuditOptions) => withRecord(options, exportTrail)),
    );
}

interface Opened {
  readonly repo: Repo;
  readonly keys: RecordKeys;
  readonly copies: Operator['copies'];
}

function withRecord(
  options: AuditOptions,
  work: (opened: Opened, options: AuditOptions) => Promise<0 | 1>,
): Promise<void> {
  return asOperator(async ({ copies, cache }) => {
    const github = asGitHub(appSettings(), cache);
    try {
      const installation = await github.installationOf(options.repository);
      if (installation === undefined) throw new CannotRun(`The App is not installed on ${options.repository}.`);
      const repo = await github.repository(installation, { fullName: options.repository });
      return await work({ repo, keys: github.recordKeys, copies }, options);
    } catch (error) {
      if (isGitHubError(error)) throw new CannotRun(error.message, { cause: error });
      throw error;
    }
  });
}

async function verify(opened: Opened, { repository }: AuditOptions): Promise<0 | 1> {
  const found = await verified(opened);
  print(found.ok ? whole(found, repository) : broken(found, repository));
  return found.ok ? 0 : 1;
}

/** The lines as they stand: each carries the hash of the one before it. */
async function exportTrail({ repo, keys }: Opened, { since }: AuditOptions): Promise<0> {
  const read = await openRecord(repo, { keys, anchors: repo.cache }).read();
  if (!read.ok) throw new CannotRun(read.message);
  const { view } = read;
  const from = since === undefined ? auditFolder : auditPath({ at: `${since}-01` });
  const files = view.paths().filter((path) => path.startsWith(auditFolder) && path >= from);
  for (const path of [...files].sort()) process.stdout.write((await view.text(path)) ?? '');
  return 0;
}

function month(text: string): string {
  if (/^\d{4}-(0[1-9]|1[0-2])$/.test(text)) return text;
  throw new InvalidArgumentError('Expected a month, such as 2026-11.');
}

function appSettings(): AppSettings {
  const read = readEnvironment(process.env);
  if (read.ok && read.settings.mode === 'app') return read.settings;
  const lines = read.ok
    ? ['APP_ID, PRIVATE_KEY and WEBHOOK_SECRET are not set: the record is signed with them.']
    : read.problems.map(({ variable, message }) => `${variable} ${message}`);
  throw new CannotRun(lines.join('\n'));
}

/** Against the newest entry known beside the queue, and against the copies: a branch that lost entries is whole in itself. */
async function verified({ repo, keys, copies }: Opened): Promise<Verification> {
  const found = await verifyRecord(repo, { keys, anchors: repo.cache });
  // A repository that was made anew under the name has a record of its own.
  const known = (await copies.environments(repo.fullName)).filter(({ repository }) => repository.id === repo.id);
  const seq = Math.max(0, ...known.map((copy) => copy.seq));
  if (!found.ok || seq <= found.entries) return found;
  const message = `it ends at entry ${found.entries}, and a copy was made of entry ${seq}`;
  return { ok: false, commit: found.head, seq, reason: 'rewound', message };
}

function whole({ entries, head }: Extract<Verification, { ok: true }>, repository: string): string[] {
  if (entries === 0) return [`Whole: ${repository} has no record yet.`];
  return [
    `Whole: ${counted(entries, 'entry', 'entries')} of ${repository}, signed and in sequence, the newest ${head?.slice(0, 12) ?? ''}.`,
    'No line of the audit trail was changed or left out.',
  ];
}

function broken({ commit, seq, reason, message }: Extract<Verification, { ok: false }>, repository: string): string[] {
  return [
    `Broken at entry ${seq} of ${repository} (${reason}): ${message}.`,
    `    commit ${commit ?? 'none'} of the branch ${recordBranch}`,
    'Next: find out who pushed there and put the branch back to the entry before; deploys wait until then, rollbacks do not.',
  ];
}
