import { Command } from 'commander';
import { readEnvironment, type AppSettings } from '../config/process-env.ts';
import { isGitHubError } from '../github/errors.ts';
import { recordBranch } from '../github/record.ts';
import { counted } from '../review/render/wording.ts';
import { verifyRecord, type Verification } from '../github/record-verify.ts';
import { CannotRun } from './check/tree.ts';
import { asGitHub } from './operator/app.ts';
import { asOperator, print, repositoryName, type Operator } from './operator/operator.ts';

/** `sluice audit verify`: every entry of a repository's record, from the first on. */
export function auditCommand(): Command {
  return new Command('audit').description('the record of what was done and by whom').addCommand(
    new Command('verify')
      .description('check the whole record of a repository: signatures, sequence, audit trail')
      .requiredOption('--repository <owner/name>', 'whose record', repositoryName)
      .addHelpText('after', '\nExit code: 0 whole, 1 broken, 2 could not run.')
      .action(({ repository }: { repository: string }) => asOperator((operator) => verify(operator, repository))),
  );
}

async function verify(operator: Operator, repository: string): Promise<0 | 1> {
  try {
    const found = await verified(operator, appSettings(), repository);
    print(found.ok ? whole(found, repository) : broken(found, repository));
    return found.ok ? 0 : 1;
  } catch (error) {
    if (isGitHubError(error)) throw new CannotRun(error.message, { cause: error });
    throw error;
  }
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
async function verified({ copies, cache }: Operator, settings: AppSettings, fullName: string): Promise<Verification> {
  const github = asGitHub(settings, cache);
  const installation = await github.installationOf(fullName);
  if (installation === undefined) throw new CannotRun(`The App is not installed on ${fullName}.`);
  const repo = await github.repository(installation, { fullName });
  const found = await verifyRecord(repo, { keys: github.recordKeys, anchors: repo.cache });
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
