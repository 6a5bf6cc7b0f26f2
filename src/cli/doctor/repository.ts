import { branchHead } from '../../github/commits.ts';
import type { Repo } from '../../github/repo.ts';
import { recordBranch } from '../../github/record.ts';
import { protectionOf } from '../../github/rulesets.ts';
import { CONFIG_FILE, configAt } from '../../jobs/platform/config-at.ts';
import { counted } from '../../review/render/wording.ts';
import { messageOf, ok, problem, warning, type Finding } from './finding.ts';

const NEEDED = ['creation', 'update', 'deletion', 'non_fast_forward'];

/** Whether its configuration is valid, its record cannot be forged, and people can be told by issues. */
export async function checkRepository(repo: Repo): Promise<Finding[]> {
  try {
    return [await checkConfig(repo), await checkProtection(repo), ...checkIssues(repo)];
  } catch (error) {
    return [problem(repo.fullName, messageOf(error), 'mend what the message names and run this again')];
  }
}

async function checkConfig(repo: Repo): Promise<Finding> {
  const check = `${repo.fullName}: ${CONFIG_FILE}`;
  const head = await branchHead(repo, repo.defaultBranch);
  if (head === undefined) return ok(check, 'the repository is empty');
  const at = await configAt(repo, head);
  if (!at.ok) {
    const lines = at.problems.map(
      ({ message, range }) => `${range?.start.line ?? 1}:${range?.start.column ?? 1}: ${message}`,
    );
    return problem(check, lines.join('; '), 'mend it in a pull request; `sluice validate` reads it before');
  }
  if (at.text === undefined) return ok(check, 'none: descriptions are reviewed, nothing is deployed');
  const { apis = [], environments = {} } = at.config;
  return ok(
    check,
    `is valid: ${counted(apis.length, 'API')}, ${counted(Object.keys(environments).length, 'environment')}`,
  );
}

function checkIssues({ fullName, hasIssues }: Repo): Finding[] {
  if (hasIssues) return [];
  const message = 'are turned off: nobody is told of drift, and of an incident below its revert pull request alone';
  return [warning(`${fullName}: issues`, message, 'turn them on in the settings of the repository, General, Features')];
}

async function checkProtection(repo: Repo): Promise<Finding> {
  const check = `${repo.fullName}: branch ${recordBranch}`;
  const { rules, closedToUs, others } = await protectionOf(repo, recordBranch);
  const missing = NEEDED.filter((rule) => !rules.includes(rule));
  const ruleset =
    `in the settings, Rules, Rulesets, make one for the branch ${recordBranch} that restricts creations, updates and deletions and ` +
    `blocks force pushes, with the App ${repo.bot.slug} alone in its bypass list`;
  if (closedToUs.length > 0) {
    return problem(check, `the ruleset ${closedToUs.join(', ')} keeps Sluice itself out`, ruleset);
  }
  if (missing.length > 0) {
    const message = `whoever can write the repository can push the record: no rule against ${missing.join(', ')}`;
    return problem(check, `${message}. A forged record is found out and freezes deploys`, ruleset);
  }
  if (others === undefined) {
    const fix = 'an administrator of the repository looks at the bypass list of its ruleset: the App alone';
    return warning(check, 'is protected; GitHub shows who else may bypass that to administrators only', fix);
  }
  if (others > 0) return problem(check, `${counted(others, 'other')} may bypass its ruleset`, ruleset);
  return ok(check, 'only Sluice can push the record');
}
