import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Log } from 'sarif';
import { describe, expect, it } from 'vitest';
import { formats } from '../../src/cli/check/formats/index.ts';
import { reportOf, type ReportedChange } from '../../src/cli/check/report.ts';
import type { Json } from '../../src/spec/json.ts';

const broken: ReportedChange = {
  api: null,
  id: 'request-property-max-decreased',
  level: 'error',
  operations: [
    { method: 'POST', path: '/orders' },
    { method: 'PUT', path: '/orders/{id}' },
  ],
  property: 'quantity',
  message: 'Request property quantity: maximum went from 1000 to 100.',
  args: [1000, 100],
  cause: '#/components/schemas/Order/properties/quantity/maximum',
  fingerprint: '81be0781be07',
  base: { file: 'apis/a b.yaml', line: 3, column: 5 },
  head: { file: 'apis/a b.yaml', line: 4, column: 7 },
  count: 2,
  witness: null,
  unproved: false,
  convention: null,
};
const removed: ReportedChange = {
  ...broken,
  id: 'request-property-removed',
  level: 'warning',
  operations: [{ method: 'GET', path: '/a' }],
  message: 'Gone: 100 %, \n::error::injected.',
  head: null,
};
const whole: ReportedChange = { ...broken, level: 'info', operations: [], property: null, message: 'A new license.' };
const report = reportOf([broken, removed, whole], []);

describe('--format github', () => {
  it('annotates lines of the head, and tells what is gone without a place', () => {
    expect(formats.github(report).split('\n')).toEqual([
      '::error file=apis/a b.yaml,line=4,col=7,title=request-property-max-decreased::POST /orders and 1 more: Request property quantity: maximum went from 1000 to 100.',
      '::warning title=request-property-removed::GET /a: Gone: 100 %25, \\n::error::injected.',
      '::notice file=apis/a b.yaml,line=4,col=7,title=request-property-max-decreased::A new license.',
      '1 breaking change, 1 warning, 1 other change.',
    ]);
  });

  it('says of which of several APIs something is gone', () => {
    const gone = { ...removed, api: 'apis/a b.yaml', message: 'GET /a is gone.' };
    expect(formats.github(reportOf([gone], []))).toContain('::apis/a b.yaml: GET /a is gone.');
    const changed = { ...broken, api: 'apis/a b.yaml' };
    expect(formats.github(reportOf([changed], []))).toContain('::POST /orders and 1 more: Request');
  });

  it('lets no description begin a command or end a property', () => {
    const hostile = { ...broken, head: { file: 'a,line=9::x%0A.yaml', line: 1, column: 1 } };
    expect(formats.github(reportOf([hostile], []))).toContain('file=a%2Cline=9%3A%3Ax%250A.yaml,line=1');
    for (const line of formats.github(report).split('\n').slice(0, -1))
      expect(line).toMatch(/^::(error|warning|notice) /);
  });
});

describe('the value that shows a change', () => {
  const shown = (instance: Json, acceptedBy: 'base' | 'head', message = broken.message): readonly string[] => {
    const witness = { surface: 'request', part: 'body', instance, acceptedBy, base: null, head: null } as const;
    const one = reportOf([{ ...broken, message, witness }], []);
    return (['text', 'markdown', 'github', 'sarif'] as const).map((form) => formats[form](one));
  };

  it('is told with the change, by whom it is accepted', () => {
    for (const output of shown(101, 'base')) expect(output).toMatch(/from 1000 to 100\. Accepted until now: `?101`?\./);
    for (const output of shown(101, 'head'))
      expect(output).toMatch(/from 1000 to 100\. Possible from now on: `?101`?\./);
  });

  it('is left out where the message says it, and where it is long', () => {
    const isTold = /Accepted until now/;
    for (const output of shown('a', 'base', 'The value "a" is gone.')) expect(output).not.toMatch(isTold);
    for (const output of shown('a'.repeat(100), 'base')) expect(output).not.toMatch(isTold);
  });

  it('can neither break a line nor begin a command', () => {
    for (const output of shown('\n::error::\u202e', 'base')) expect(output).not.toMatch(/^::error::|\u202e/m);
  });
});

describe('what GitHub’s runner takes for a command wherever it stands', () => {
  const hostile = {
    ...broken,
    property: '##[stop-commands]x',
    message: 'Request property ##[stop-commands]x is gone.',
  };
  const forms = Object.entries(formats).map(([name, form]) => [name, form(reportOf([hostile], []))] as const);

  it.each(forms)('is none in %s', (_, output) => {
    expect(output).toContain('stop-commands');
    expect(output).not.toContain('##[');
  });

  it('is the same in JSON all the same', () => {
    const { changes } = JSON.parse(formats.json(reportOf([hostile], []))) as { changes: unknown[] };
    expect(changes).toEqual([hostile]);
  });
});

describe('--format sarif', () => {
  const log = JSON.parse(formats.sarif(report)) as Log;
  const run = log.runs[0];

  it('gives each result a rule that is there, at the level that it has', () => {
    expect(run?.tool.driver.rules?.map(({ id }) => id)).toEqual([
      'request-property-max-decreased',
      'request-property-removed',
    ]);
    expect(run?.results?.map(({ ruleIndex, level }) => [ruleIndex, level])).toEqual([
      [0, 'error'],
      [1, 'warning'],
      [0, 'note'],
    ]);
    expect(run?.tool.driver.rules?.[0]?.defaultConfiguration).toEqual({ level: 'error' });
  });

  it('lets no name be a link', () => {
    const hostile = { ...broken, message: 'Request property [seen](https://a.example) and filter[a] are gone.' };
    const [first] = (JSON.parse(formats.sarif(reportOf([hostile], []))) as Log).runs;
    expect(first?.results?.[0]?.message.text).toContain('property [seen]\\u{28}https://a.example) and filter[a] are');
  });

  it('stands in the head, else in the base, by an address', () => {
    const places = run?.results?.map(({ locations }) => locations?.[0]?.physicalLocation);
    expect(places?.[0]).toEqual({
      artifactLocation: { uri: 'apis/a%20b.yaml' },
      region: { startLine: 4, startColumn: 7 },
    });
    expect(places?.[1]?.region).toEqual({ startLine: 3, startColumn: 5 });
    const file = path.resolve('a b.yaml');
    const outside = formats.sarif(reportOf([{ ...broken, head: { file, line: 1, column: 1 } }], []));
    expect(outside).toContain(`"uri": "${pathToFileURL(file).href}"`);
    expect(run?.results?.[0]?.partialFingerprints).toEqual({ 'sluice/v1': '81be0781be07' });
  });
});

describe('--format sarif of more than GitHub takes', () => {
  it('leaves out what weighs least, and says how much', () => {
    const many = Array.from({ length: 25_000 }, () => broken);
    const [run] = (JSON.parse(formats.sarif(reportOf([...many, whole, whole], []))) as Log).runs;
    expect(run?.results).toHaveLength(25_000);
    expect(run?.invocations?.[0]?.toolExecutionNotifications?.[0]?.message.text).toMatch(/^2 more changes not told/);
    expect(formats.sarif(reportOf(many, []))).not.toContain('invocations');
  });
});

describe('--format changelog', () => {
  it('goes by weight, then by operation, and shows other people’s text as code', () => {
    expect(formats.changelog(report)).toBe(
      [
        '# API changes',
        '## Breaking changes',
        '### Several operations',
        '- Request property `quantity`: maximum went from 1000 to 100. It reaches 2 operations, such as `POST /orders`.',
        '## Changes to look at',
        '### `GET /a`',
        '- Gone: 100 %, `\\n::error::injected`.',
        '## Other changes',
        '### The whole API',
        '- A new license.',
      ].join('\n\n'),
    );
  });

  it('begins with the whole and what came or went, and ends with what many operations share', () => {
    const all = { ...broken, id: 'webhook-removed', operations: [] };
    const gone = { ...removed, id: 'api-removed-without-deprecation', args: ['GET', '/a'] };
    const changes = [broken, removed, gone, all].map((each) => ({ ...each, level: 'error' as const }));
    const told = formats.changelog(reportOf(changes, []));
    expect(told.split('\n').filter((line) => line.startsWith('### '))).toEqual([
      '### The whole API',
      '### Operations',
      '### `GET /a`',
      '### Several operations',
    ]);
  });

  it('says so where there is nothing', () => {
    expect(formats.changelog(reportOf([], []))).toBe('# API changes\n\nNone.');
  });
});
