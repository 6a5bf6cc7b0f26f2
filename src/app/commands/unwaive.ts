import { mayWrite } from '../../jobs/command/authority.ts';
import { changeRecord, enqueue } from '../../jobs/command/context.ts';
import type { CommandDefinition } from '../../jobs/command/definition.ts';
import { firstLine, refuse } from '../../jobs/command/refuse.ts';
import { repoRefOf } from '../../jobs/command/repo-ref.ts';
import { unknownFlag } from '../../jobs/command/words.ts';
import { asText, files, waiversOf } from '../../jobs/platform/record.ts';
import { requestReview } from '../../jobs/requests.ts';

export const unwaive: CommandDefinition<{ readonly fingerprints: readonly string[] }> = {
  name: 'unwaive',
  usage: '/unwaive FINGERPRINT…|all',
  summary: 'take waivers of this pull request back',
  who: 'write',
  boundToHead: false,
  parse(words) {
    const odd = unknownFlag(words, []);
    if (odd !== undefined) return { ok: false, message: odd };
    if (words.words.length === 0) return { ok: false, message: 'name fingerprints, or all' };
    const bad = words.words.find((word) => word !== 'all' && !/^[0-9a-f]{6,12}$/.test(word));
    if (bad !== undefined)
      return { ok: false, message: `${bad.slice(0, 40)} is not a fingerprint (6 to 12 hexadecimal digits)` };
    return { ok: true, args: { fingerprints: words.words } };
  },
  authorise: (_, context) => mayWrite(context),
  async run({ fingerprints }, context) {
    const line = firstLine(context.comment.body);
    const { pull } = context;
    if (pull === undefined) return refuse(line, 'There is no pull request here.');
    const written = await changeRecord(context, 'unwaive', async (view) => {
      const before = await waiversOf(view);
      const named = (print: string): boolean =>
        fingerprints.some((prefix) => prefix === 'all' || print.startsWith(prefix));
      const gone = before.filter((waiver) => waiver.pull === pull.number && named(waiver.fingerprint));
      if (gone.length === 0) return { ok: false, message: 'No waiver of this pull request has that fingerprint.' };
      const kept = before.filter((waiver) => !gone.includes(waiver));
      return {
        ok: true,
        files: { [files.waivers]: asText(kept) },
        detail: gone.map(({ fingerprint }) => fingerprint).join(' '),
      };
    });
    if (!written.ok) return refuse(line, written.message);
    await enqueue(context, requestReview(repoRefOf(context.repo), pull.number, `comment-${context.comment.id}`));
    return { outcome: 'done', body: `**No longer waived:** ${written.detail}. The check is made again.` };
  },
};
