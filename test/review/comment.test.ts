import { expect, test } from 'vitest';
import type { Change } from '../../src/compare/change.ts';
import { decideReview } from '../../src/review/decide.ts';
import { renderReview } from '../../src/review/render/review.ts';
import { api, change, facts, range, removed } from './facts.ts';

const file = 'apis/orders/openapi.yaml';

test('what reads as one is one row, and many notes are counted by kind', () => {
  const added = (value: string, fingerprint: string): Change =>
    removed({
      id: 'response-property-enum-value-added',
      args: [value],
      cause: '#/components/schemas/Order/properties/state/enum',
      message: `Response property state: the value "${value}" is new.`,
      fingerprint,
    });
  const note = (owner: number, name: number): Change =>
    change({
      id: 'response-optional-property-added',
      level: 'info',
      args: [`p${name}`, owner],
      cause: `#/components/schemas/S${owner}/properties/p${name}`,
      fingerprint: `${owner}-${name}`,
    });
  const twin = change({ head: range(file, 90), property: 'item.quantity', fingerprint: 'aa' });
  const notes = Array.from({ length: 60 }, (_, i) => note(i % 7, i));
  const all = facts({
    apis: [api({ changes: [change(), twin, added('a', 'bb'), added('b', 'cc'), ...notes] })],
  });
  const { comment, check } = renderReview(decideReview(all), all);
  expect(comment!.match(/^\| ●/gm)).toHaveLength(2);
  expect(comment).toContain(`The same: \`item.quantity\` at [\`${file}:90\`](`);
  expect(comment).toContain('the value `a` is new. Likewise `b`.');
  expect(comment).toContain('/waive 81be07aa11cc aa bb cc --reason');
  expect(comment).toContain(
    '- ○ 60 × `response-optional-property-added`: `S0` (9), `S1` (9), `S2` (9), `S3` (9), `S4` (8) and 2 more',
  );
  expect(check.text!.match(/^- ●/gm)).toHaveLength(4);
  expect(check.text!.match(/^- ○/gm)).toHaveLength(60);
});

test('a version that is too low is told once, and not among what breaks nothing', () => {
  const low = change({
    id: 'api-version-not-bumped',
    level: 'info',
    args: ['1.4.2', '1.4.2'],
    operations: [],
    message: 'Something breaks, and the version is still 1.4.2.',
    fingerprint: '1496e0c59f60',
  });
  const semver = { from: '1.4.2', to: '1.4.2', needed: 'major', enough: false } as const;
  const told = (over: Parameters<typeof api>[0]): string | undefined => {
    const all = facts({ apis: [api({ changes: [change(), low], ...over })] });
    return renderReview(decideReview(all), all).comment;
  };
  expect(told({ semver })).not.toContain('Something breaks');
  expect(told({ semver })).toContain('these changes ask for a new major version');
  expect(told({})).toContain('Something breaks');
});
