import type { Report } from '../report.ts';
import { asChangelog } from './changelog.ts';
import { asGitHub } from './github.ts';
import { asMarkdown } from './markdown.ts';
import { asSarif } from './sarif.ts';
import { asText } from './text.ts';

/** What `--format` takes. */
export const formats = {
  text: asText,
  json: (report: Report) => JSON.stringify(report, null, 2),
  markdown: asMarkdown,
  changelog: asChangelog,
  sarif: asSarif,
  github: asGitHub,
} as const satisfies Record<string, (report: Report) => string>;

export type Format = keyof typeof formats;
