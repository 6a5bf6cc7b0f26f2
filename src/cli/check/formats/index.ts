import type { Report } from '../report.ts';
import { asChangelog } from './changelog.ts';
import { asGitHub } from './github.ts';
import { asMarkdown } from './markdown.ts';
import { asSarif } from './sarif.ts';
import { asText } from './text.ts';

/** What `--format` takes. */
export const formats = {
  text: asText,
  json: asJson,
  markdown: asMarkdown,
  changelog: asChangelog,
  sarif: asSarif,
  github: asGitHub,
} as const satisfies Record<string, (report: Report) => string>;

/** Formats that other programs hold against the files of a checkout: they know nothing of revisions. */
export const ofCheckout: ReadonlySet<string> = new Set<Format>(['github', 'sarif']);

/** GitHub's runner takes `##[` for a command wherever it stands in a line that a job prints: JSON can say it in another way. */
function asJson(report: Report): string {
  return JSON.stringify(report, null, 2).replaceAll('##[', '#\\u0023[');
}

export type Format = keyof typeof formats;
