import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { formats } from '../../src/cli/check/formats/index.ts';
import { reported, reportOf, type Report, type ReportedChange } from '../../src/cli/check/report.ts';
import { compare } from '../../src/compare/compare.ts';
import { largePair } from '../compare/large-pair.ts';
import { shared } from '../compare/shared.ts';

const base: ReportedChange = {
  api: null,
  id: 'response-property-enum-value-added',
  level: 'error',
  operations: [{ method: 'GET', path: '/orders' }],
  property: 'state',
  args: ['a'],
  message: 'Response property state: the value "a" is new.',
  cause: '#/components/schemas/Order/properties/state/enum',
  fingerprint: '81be0781be07',
  base: null,
  head: { file: 'a.yaml', line: 4, column: 7 },
  count: 2,
  witness: null,
  unproved: false,
  convention: null,
};
const other: ReportedChange = {
  ...base,
  property: 'item.state',
  cause: '#/components/schemas/Item/properties/state/enum',
  head: { file: 'a.yaml', line: 9, column: 7 },
};
const grid = [base, { ...base, args: ['b|`'] }, other, { ...other, args: ['b|`'] }];
const notes = (count: number): ReportedChange[] =>
  Array.from({ length: count }, (_, i) => ({
    ...base,
    id: 'response-optional-property-added',
    level: 'info',
    args: [`p${i}`, i],
    cause: `#/components/schemas/S${i % 2}/properties/p${i}`,
    message: `Response property p${i} is new and optional.`,
  }));

test('what reads as one is one line, with the other values and places', () => {
  expect(formats.text(reportOf(grid, [])).split('\n')).toEqual([
    '4 breaking changes, 0 warnings, 0 other changes.',
    '● a.yaml:4:7  GET /orders: Response property state: the value "a" is new. Likewise "b|`". [response-property-enum-value-added]',
    '    The same: item.state (a.yaml:9:7).',
    'Next: mend what breaks, or accept what is meant: --err-ignore FILE with lines such as GET /orders response-property-enum-value-added',
  ]);
  expect(formats.markdown(reportOf(grid, [])).split('\n').at(-1)).toBe(
    '| ● | `a.yaml:4:7` | `GET /orders`: Response property `state`: the value `"a"` is new. Likewise ``"b\\|`"``. The same: `item.state` (`a.yaml:9:7`). | `response-property-enum-value-added` |',
  );
  expect(formats.changelog(reportOf(grid, []))).toContain(
    '- Response property `state`: the value `"a"` is new. Likewise ``"b|`"``. The same: `item.state`.',
  );
});

test('names of properties bear no quotes, in the first or in those like it', () => {
  const named = notes(3).map((note): ReportedChange => ({ ...note, args: note.args.slice(0, 1) }));
  expect(formats.changelog(reportOf(named, []))).toContain('is new and optional. Likewise `p2`.');
});

test('where the comparison ended is told, however many other changes are counted', () => {
  const end: ReportedChange = {
    ...base,
    id: 'hidden-breaks-not-sought',
    level: 'info',
    property: null,
    message: 'Not all was asked.',
  };
  const text = formats.text(reportOf([base, ...notes(26), end], []));
  expect(text).toContain('○ a.yaml:4:7  GET /orders: Not all was asked. [hidden-breaks-not-sought]');
  expect(text).not.toContain('× hidden-breaks-not-sought');
});

test('a changelog says what changed, not how that is known, nor how far was looked', () => {
  const unproved = { ...base, message: `${base.message} Not proved.`, unproved: true };
  const message = `${base.message} (by convention: remarks)`;
  const agreed: ReportedChange = { ...other, id: 'response-property-became-nullable', message, convention: 'Remarks' };
  const end: ReportedChange = { ...base, id: 'hidden-breaks-not-sought', message: 'Not all was asked.' };
  const text = formats.changelog(reportOf([unproved, agreed, end], []));
  expect(text.match(/^- .*/gm)).toEqual([
    '- Response property `state`: the value `"a"` is new.',
    '- Response property state: the value `"a"` is new.',
  ]);
  expect(formats.changelog(reportOf([end], []))).toBe('# API changes\n\nNone.');
});

test('other changes are told one by one while they are few, and counted by kind where they are many', () => {
  const few = formats.text(reportOf([base, ...notes(25)], []));
  expect(few.match(/^○ a\.yaml:4:7 {2}GET/gm)).toHaveLength(25);
  expect(few).not.toContain('--format json');
  const report = reportOf([base, ...notes(26)], []);
  const [verdict, , ...rest] = formats.text(report).split('\n');
  expect(verdict).toBe('1 breaking change, 0 warnings, 26 other changes.');
  expect(rest.slice(0, 2)).toEqual([
    '○ 26 × response-optional-property-added: S0 (13), S1 (13)',
    'Each change by itself: --format json.',
  ]);
  expect(formats.markdown(report)).toContain('- 26 × `response-optional-property-added`: `S0` (13), `S1` (13)');
  expect((JSON.parse(formats.json(report)) as Report).changes).toHaveLength(27);
});

test('what it comes to stands first, and nothing is to be done where nothing breaks', () => {
  const versions = [{ api: 'a.yaml', from: '1.0.0', to: '1.0.0', needed: 'minor', enough: false }] as const;
  expect(formats.text(reportOf(notes(1), versions)).split('\n')).toEqual([
    '0 breaking changes, 0 warnings, 1 other change.',
    '○ a.yaml:4:7  GET /orders: Response property p0 is new and optional. [response-optional-property-added]',
    'info.version is still 1.0.0, and these changes ask for a new minor version.',
  ]);
});

test('of several APIs each is told by itself, and named where its place does not say which', () => {
  const of = (api: string): ReportedChange => ({ ...base, api, head: { file: 'shared.yaml', line: 4, column: 7 } });
  const own: ReportedChange = { ...base, api: 'apis/b.yaml', head: { file: 'new/apis/b.yaml', line: 2, column: 1 } };
  const report = reportOf([of('apis/a.yaml'), of('apis/b.yaml'), { ...own, args: ['c'] }], []);
  expect(formats.text(report).split('\n').slice(1, -1)).toEqual([
    '● shared.yaml:4:7  apis/a.yaml: GET /orders: Response property state: the value "a" is new. [response-property-enum-value-added]',
    '● shared.yaml:4:7  apis/b.yaml: GET /orders: Response property state: the value "a" is new. Likewise "c". [response-property-enum-value-added]',
  ]);
  expect(formats.github(reportOf([own], []))).toContain('::GET /orders: Response');
  expect(formats.changelog(report).match(/^#.*/gm)).toEqual([
    '# Changes of `apis/a.yaml`',
    '## Breaking changes',
    '### `GET /orders`',
    '# Changes of `apis/b.yaml`',
    '## Breaking changes',
    '### `GET /orders`',
  ]);
});

test('of more errors than anybody reads the rest is counted', () => {
  const many = Array.from({ length: 150 }, (_, i) => ({ ...base, args: ['a', i] }));
  const text = formats.text(reportOf(many, []));
  expect(text.match(/^●/gm)).toHaveLength(100);
  expect(text).toContain('50 more errors and warnings not shown. Each change by itself: --format json.');
});

test("Stripe's two releases read as a page, and every error is named", (context) => {
  if (!existsSync(shared('corpora/big'))) return context.skip('the large descriptions are not there');
  const { before, after } = largePair('stripe');
  const show = (path: string): string => path;
  const changes = compare(before, after, { today: '2026-11-20' }).map((change) => reported(change, show, show));
  const report = reportOf(changes, []);
  const lines = formats.text(report).split('\n');
  expect(lines.length).toBeLessThan(60);
  expect(formats.markdown(report).split('\n').length).toBeLessThan(70);
  expect(formats.changelog(report).split('\n').length).toBeLessThan(250);
  const paragraphs = formats.text(report).split(/\n(?! {4})/);
  const unnamed = changes.filter(({ level, id, args: [value], property, head, base: old }) => {
    const place = head ?? old;
    const texts = [JSON.stringify(value), ...(typeof value === 'string' ? [value] : [])];
    const named = (text: string): boolean =>
      text.includes(`[${id}]`) &&
      (text.includes(`:${String(place?.line)}:`) || (texts.some((each) => text.includes(each)) && property !== null));
    return level !== 'info' && !paragraphs.some(named);
  });
  expect(unnamed).toEqual([]);
});

test.each(['text', 'markdown'] as const)(
  'names and messages as long as a description are told by their beginning: %s',
  (format) => {
    const long = 'p'.repeat(100_000);
    const change = { ...base, property: `a${long}`, message: `Response property a${long}: the value "a" is new.` };
    const alike = [
      change,
      { ...change, property: `b${long}`, message: `Response property b${long}: the value "a" is new.` },
    ];
    const more = { ...base, id: 'type', args: [long], message: `The type went from ${long} to ${long}.` };
    const page = formats[format](reportOf([...alike, more], []));
    expect(page).toContain('Response property');
    expect(page.length).toBeLessThan(10_000);
  },
);
