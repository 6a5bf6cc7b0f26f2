import { mayAccept } from '../../jobs/command/authority.ts';
import { changeRecord, enqueue, type CommandContext } from '../../jobs/command/context.ts';
import type { CommandDefinition } from '../../jobs/command/definition.ts';
import { findingsOf } from '../../jobs/command/findings.ts';
import { firstLine, refuse } from '../../jobs/command/refuse.ts';
import { repoRefOf } from '../../jobs/command/repo-ref.ts';
import { unknownFlag } from '../../jobs/command/words.ts';
import { asText, files, waiversOf } from '../../jobs/platform/record.ts';
import { requestReview } from '../../jobs/requests.ts';
import { today } from '../../jobs/services.ts';
import type { Waiver } from '../../release/state.ts';
import type { Finding } from '../../review/decide.ts';

interface Args {
  /** Fingerprints or their beginnings; `all`. */
  readonly fingerprints: readonly string[];
  readonly reason: string;
  readonly until?: string;
}

export const waive: CommandDefinition<Args> = {
  name: 'waive',
  usage: '/waive FINGERPRINT…|all [--until DATE] --reason "…"',
  summary: 'accept these changes and violations of this pull request as meant',
  who: 'owners of the API (write where it has none), never the author',
  boundToHead: true,
  parse(words) {
    const odd = unknownFlag(words, ['until', 'reason']);
    if (odd !== undefined) return { ok: false, message: odd };
    const reason = words.flags.get('reason');
    const until = words.flags.get('until');
    if (typeof reason !== 'string' || reason.trim() === '') return { ok: false, message: 'it needs --reason "…"' };
    if (words.words.length === 0) return { ok: false, message: 'name fingerprints, or all' };
    const bad = words.words.find((word) => word !== 'all' && !/^[0-9a-f]{6,12}$/.test(word));
    if (bad !== undefined)
      return { ok: false, message: `${bad.slice(0, 40)} is not a fingerprint (6 to 12 hexadecimal digits)` };
    if (until !== undefined && !isDate(until))
      return { ok: false, message: '--until asks for a date such as 2027-01-31' };
    const args = { fingerprints: words.words, reason: reason.slice(0, 500) };
    return { ok: true, args: typeof until === 'string' ? { ...args, until } : args };
  },
  async authorise(args, context) {
    const meant = await findingsOf(context, args.fingerprints);
    if (!meant.ok) return mayAccept(context, []);
    const { theirs, refusals } = await split(context, meant.findings);
    return theirs.length > 0 ? { ok: true } : { ok: false, message: refusals.join(' ') };
  },
  async run(args, context) {
    const line = firstLine(context.comment.body);
    const { pull } = context;
    if (args.until !== undefined && args.until < today(context.services))
      return refuse(line, `${args.until} is over: the waiver would count for nothing.`);
    if (pull === undefined) return refuse(line, 'There is no pull request here whose changes could be waived.');
    const meant = await findingsOf(context, args.fingerprints);
    if (!meant.ok) return refuse(line, meant.message);
    const { theirs, refusals } = await split(context, meant.findings);
    if (theirs.length === 0) return refuse(line, refusals.join(' '));
    const written = await write(context, pull.number, theirs, args);
    if (!written.ok) return refuse(line, written.message);
    await enqueue(context, requestReview(repoRefOf(context.repo), pull.number, `comment-${context.comment.id}`));
    const prints = [...new Set(theirs.flatMap(({ fingerprint }) => fingerprint ?? []))];
    const list = prints.map((print) => `\`${print}\``).join(', ');
    const others = refusals.length === 0 ? '' : `\n\nNot waived: ${refusals.join(' ')}`;
    const until = args.until === undefined ? '' : ` until ${args.until}`;
    const then =
      pull.state === 'open' ? 'The check is made again.' : 'A release that was refused for it goes on with `/deploy`.';
    const body = `**Waived:** ${list}${until}, by @${context.comment.author}. ${then}${others}\n\nTake it back: \`/unwaive ${prints.join(' ')}\``;
    return { outcome: 'done', body };
  },
};

/** What of it belongs to who asks, and why the rest does not: the same change may break APIs of several owners. */
async function split(
  context: CommandContext,
  findings: readonly Finding[],
): Promise<{ readonly theirs: readonly Finding[]; readonly refusals: readonly string[] }> {
  const refusals: string[] = [];
  const apis = new Set<string>();
  for (const api of new Set(findings.map((finding) => finding.api))) {
    const allowed = await mayAccept(context, [api]);
    if (allowed.ok) apis.add(api);
    else refusals.push(allowed.message);
  }
  return { theirs: findings.filter(({ api }) => apis.has(api)), refusals: [...new Set(refusals)] };
}

function isDate(text: string | true): boolean {
  if (typeof text !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(Date.parse(text))) return false;
  // 2027-02-31 parses too, as a day of March.
  return new Date(text).toISOString().startsWith(text);
}

function write(
  context: CommandContext,
  pull: number,
  findings: readonly Finding[],
  args: Args,
): ReturnType<typeof changeRecord> {
  return changeRecord(context, 'waive', async (view) => {
    const before = await waiversOf(view);
    const at = context.services.now().toISOString();
    const accepted = new Map(
      findings.flatMap(({ api, fingerprint }) =>
        fingerprint === undefined ? [] : [[`${api} ${fingerprint}`, { api, fingerprint }] as const],
      ),
    );
    const made = [...accepted.values()].map((finding): Waiver => ({
      ...finding,
      pull,
      by: context.cause.actor,
      at,
      reason: args.reason,
      ...(args.until !== undefined && { until: args.until }),
    }));
    const others = before.filter((one) => one.pull !== pull || !accepted.has(`${one.api} ${one.fingerprint}`));
    return {
      ok: true,
      files: { [files.waivers]: asText([...others, ...made]) },
      detail: `${[...accepted.keys()].join(', ')}: ${args.reason}`,
    };
  });
}
