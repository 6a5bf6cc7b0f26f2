import type { FastifyInstance } from 'fastify';
import type { Check } from '../../compare/checks/check.ts';
import { checks } from '../../compare/checks/index.ts';
import { pagePath } from '../../compare/reference.ts';
import { escapeHtml, sendPage, sentenceHtml } from '../pages.ts';

/** What each check means, where `/why` links to. They speak of Sluice alone, so everybody may read them. */
export function serveChecks(app: FastifyInstance): void {
  for (const check of checks) {
    app.get(pagePath(check), (_request, reply) => sendPage(reply, check.title, meaning(check)));
  }
}

function meaning({ why, instead, ids, examples }: Check): string {
  const rows = Object.entries(ids).map(([id, level]) => `<tr><td><code>${escapeHtml(id)}</code><td>${level}</tr>`);
  const pairs = examples.map(
    ({ before, after }) => `<tr><td><code>${escapeHtml(before)}</code><td><code>${escapeHtml(after)}</code></tr>`,
  );
  return `<p>${sentenceHtml(why)}<p><strong>Instead:</strong> ${sentenceHtml(instead)}
    <table><tr><th>id<th>level</tr>${rows.join('')}</table>
    <h2>Examples</h2><table><tr><th>before<th>after</tr>${pairs.join('')}</table>`;
}
