import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Invocation, Location, Log, ReportingDescriptor, Result } from 'sarif';
import type { Level } from '../../../compare/change.ts';
import { checkOf } from '../../../compare/reference.ts';
import { visible } from '../../../review/inert.ts';
import { counted } from '../../../review/render/wording.ts';
import type { Report, ReportedChange } from '../report.ts';
import { saidOf } from './wording.ts';

const levels = { error: 'error', warning: 'warning', info: 'note' } as const satisfies Record<Level, Result.level>;

/** GitHub takes no file with more ("SARIF results exceed hard limit" in its documentation). */
const MOST_RESULTS = 25_000;

/** SARIF 2.1.0 (OASIS), which GitHub code scanning and editors read. Removed things stand where they were in the base. */
export function asSarif({ changes }: Report): string {
  const told = changes.slice(0, MOST_RESULTS);
  const ids = [...new Set(told.map(({ id }) => id))].sort();
  const log: Log = {
    version: '2.1.0',
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    runs: [
      {
        tool: { driver: { name: 'Sluice', rules: ids.map(rule) } },
        columnKind: 'utf16CodeUnits',
        ...(told.length < changes.length && { invocations: [cutOff(changes.length - told.length)] }),
        results: told.map((change) => result(change, ids.indexOf(change.id))),
      },
    ],
  };
  return JSON.stringify(log, null, 2);
}

/** Changes come with the worst first, so that these weigh least. */
function cutOff(left: number): Invocation {
  const text = `${counted(left, 'more change')} not told here: GitHub takes ${MOST_RESULTS} results. All of them: --format json.`;
  return { executionSuccessful: true, toolExecutionNotifications: [{ level: 'warning', message: { text } }] };
}

function rule(id: string): ReportingDescriptor {
  const check = checkOf(id);
  const level = check?.ids[id];
  return {
    id,
    ...(check && {
      shortDescription: { text: check.title },
      fullDescription: { text: check.why },
      help: { text: `${check.why} ${check.instead}` },
    }),
    ...(level !== undefined && { defaultConfiguration: { level: levels[level] } }),
  };
}

function result(change: ReportedChange, ruleIndex: number): Result {
  return {
    ruleId: change.id,
    ruleIndex,
    level: levels[change.level],
    message: { text: withoutLinks(visible(saidOf(change))) },
    locations: locationsOf(change),
    partialFingerprints: { 'sluice/v1': change.fingerprint },
  };
}

/** `[text](target)` in a message is a link, and GitHub shows it as one (SARIF 2.1.0, 3.11.6): no name may make it. */
function withoutLinks(text: string): string {
  return text.replaceAll('](', ']\\u{28}');
}

function locationsOf({ head, base }: ReportedChange): Location[] {
  const place = head ?? base;
  if (place === null) return [];
  const { file, line, column } = place;
  // A checkout's files are named from its top; those of no checkout by their whole address.
  const uri = path.isAbsolute(file) ? pathToFileURL(file).href : file.split('/').map(encodeURIComponent).join('/');
  return [{ physicalLocation: { artifactLocation: { uri }, region: { startLine: line, startColumn: column } } }];
}
