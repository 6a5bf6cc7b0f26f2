import { describe, expect, it } from 'vitest';
import {
  beforeOf,
  figure,
  queryName,
  readingOf,
  type QueryAnswer,
  type QueryCheck,
  type Series,
} from '../../src/release/queries.ts';

const place = { check: 2, targets: 'eu-1' };
const one = (value: number, labels: Series['labels'] = {}): Series => ({ labels, value });
const answer = (...series: Series[]): QueryAnswer => ({ ok: true, series });
const read = (
  given: QueryAnswer,
  before: QueryAnswer = answer(),
  limits: QueryCheck['prometheus'] = { query: 'up', max: 0.01 },
) => readingOf(place, limits, given, beforeOf(before));

const orders = { api: 'orders' };
const customers = { api: 'customers' };

describe('a reading', () => {
  it.each([
    ['one number', [one(0.2)], { kind: 'number', value: 0.2, series: '' }],
    [
      'the worst of several',
      [one(0.001, customers), one(0.3, orders), one(0.2)],
      { kind: 'number', value: 0.3, series: '`{api="orders"}`' },
    ],
    ['no series', [], { kind: 'no-data', message: 'no series' }],
    ['nothing divided by nothing', [one(NaN, orders)], { kind: 'no-data', message: 'NaN `{api="orders"}`' }],
    ['something divided by nothing', [one(Infinity)], { kind: 'no-data', message: 'Inf' }],
    ['less than nothing divided by nothing', [one(-Infinity)], { kind: 'no-data', message: '-Inf' }],
    [
      'no number beside good ones',
      [one(0, customers), one(NaN, orders)],
      { kind: 'no-data', message: 'NaN `{api="orders"}`' },
    ],
    [
      'no number beside a bad one',
      [one(0.5, customers), one(NaN, orders)],
      { kind: 'number', value: 0.5, series: '`{api="customers"}`' },
    ],
  ] as const)('is %s', (_, series, expected) => {
    expect(read(answer(...series))).toEqual({ ...place, ...expected });
  });

  it('is none where there is no answer, and says why', () => {
    const message = 'Prometheus cannot be reached (ECONNREFUSED)';
    expect(read({ ok: false, message })).toEqual({ ...place, kind: 'unreadable', message });
  });

  it('knows what each series was before, in whatever order its labels come', () => {
    const before = answer(one(0.5, { a: '1', b: '2' }), one(0, { a: '1', b: '3' }));
    expect(read(answer(one(0.5, { b: '2', a: '1' }), one(0.02, { b: '3', a: '1' })), before)).toMatchObject({
      ...{ value: 0.02, before: 0, series: '`{a="1", b="3"}`' },
    });
    expect(read(answer(one(0.5, { b: '2', a: '1' }), one(0, { b: '3', a: '1' })), before)).toMatchObject({
      ...{ value: 0.5, before: 0.5, series: '`{a="1", b="2"}`' },
    });
  });

  it('is of the least where that is what counts', () => {
    const limits = { query: 'up', min: 10 };
    expect(read(answer(one(40, orders), one(3, customers)), answer(), limits)).toMatchObject({ value: 3 });
  });

  it('keeps no number that JSON does not have', () => {
    const kept = beforeOf(answer(one(NaN), one(Infinity, orders), one(1, customers)));
    expect(Object.values(kept)).toEqual([1]);
    expect(JSON.parse(JSON.stringify(kept))).toEqual(kept);
  });

  it('shows labels as far as they are short, few and no secret, whatever they hold', () => {
    const long = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`z${index}`, 'x'.repeat(10_000)]));
    const hostile = { a: '`@everyone`\n| <!-- x -->', b: '\u202e"', c: 'x', password: 'hunter2' };
    const said = (labels: Series['labels']): string =>
      (read(answer(one(1, labels))) as { readonly series: string }).series;
    expect(said({ ...hostile, ...long }).length).toBeLessThan(400);
    expect(said(hostile)).toBe(
      '`{a="\'@everyone\'\\n| <!-- x -->", b="\u202e\\"", c="x", password="(hidden, another one)"}`',
    );
    expect(said(JSON.parse('{"__proto__":"x"}') as Series['labels'])).toBe('`{__proto__="x"}`');
  });
});

it.each([
  [0.38123456, 0.01, '0.381'],
  [0.010049, 0.01, '0.010049'],
  [1234.6, 1234.5, '1234.6'],
  [0.01, 0.01, '0.01'],
  [123456, 1000, '123000'],
])('%d beside the limit %d is told as %s', (value, limit, told) => {
  expect(figure(value, limit)).toBe(told);
});

it('calls a query by its beginning, on one line', () => {
  const query = `sum(rate(a{b=\`c\`}[1m]))\n  /\n\tsum(rate(${'d'.repeat(100)}[1m]))`;
  expect(queryName({ prometheus: { query, max: 1 } })).toMatch(
    /^query `sum\(rate\(a\{b='c'\}\[1m\]\)\) \/ sum\(rate\(d+…`$/,
  );
});
