import type { CommandDefinition } from '../../jobs/command/definition.ts';
import { checkOf, pagePath } from '../../compare/reference.ts';
import { findingsOf } from '../../jobs/command/findings.ts';
import { firstLine, refuse } from '../../jobs/command/refuse.ts';
import type { Finding } from '../../review/decide.ts';
import { renderWhy, type Explanation } from '../../review/render/replies.ts';

export const why: CommandDefinition<{ readonly fingerprint: string }> = {
  name: 'why',
  usage: '/why FINGERPRINT',
  summary: 'what a finding means, where it comes from and what to do about it',
  who: 'anyone',
  boundToHead: false,
  parse(words) {
    const [fingerprint, ...rest] = words.words;
    if (fingerprint === undefined || rest.length > 0 || words.flags.size > 0 || !/^[0-9a-f]{6,12}$/.test(fingerprint)) {
      return { ok: false, message: 'it takes one fingerprint (6 to 12 hexadecimal digits)' };
    }
    return { ok: true, args: { fingerprint } };
  },
  authorise: () => Promise.resolve({ ok: true }),
  async run({ fingerprint }, context) {
    const meant = await findingsOf(context, [fingerprint]);
    if (!meant.ok) return refuse(firstLine(context.comment.body), meant.message);
    const body = meant.findings
      .map((finding) => renderWhy(finding, meant.facts, explanationOf(finding, context.services.publicUrl)))
      .join('\n\n---\n\n');
    return { outcome: 'done', body };
  },
};

/** Of a change, by its check. */
function explanationOf({ change }: Finding, publicUrl: string | undefined): Explanation | undefined {
  const check = change && checkOf(change.id);
  if (check === undefined) return undefined;
  return { check, ...(publicUrl !== undefined && { page: publicUrl + pagePath(check) }) };
}
