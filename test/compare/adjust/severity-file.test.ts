import { expect, test } from 'vitest';
import { applySeverities, parseSeverityFile } from '../../../src/compare/adjust/severity-file.ts';
import type { Change, Level } from '../../../src/compare/change.ts';

const change = (id: string, level: Level): Change => ({
  ...{ id, level, operations: [], args: [], message: 'A.', cause: '#', fingerprint: id, via: [], count: 1 },
});

test('a severity file changes levels, takes checks out, and keeps the worst first', () => {
  const parsed = parseSeverityFile(
    '# ours\nrequest-property-removed err\nendpoint-added\tnone\nrequest-property-max-decreased warn\n',
    'levels.txt',
  );
  if (!parsed.ok) throw new Error(parsed.problems.join());
  const changes = [
    change('request-property-max-decreased', 'error'),
    change('request-property-removed', 'warning'),
    change('endpoint-added', 'info'),
    change('webhook-added', 'info'),
  ];
  expect(applySeverities(changes, parsed.severities).map(({ id, level }) => [id, level])).toEqual([
    ['request-property-removed', 'error'],
    ['request-property-max-decreased', 'warning'],
    ['webhook-added', 'info'],
  ]);
});

test.each([
  ['no-such-check err', 'levels.txt:2: there is no check no-such-check.'],
  ['endpoint-added fatal', 'levels.txt:2: expected ID err, warn, info or none.'],
  ['endpoint-added', 'levels.txt:2: expected ID err, warn, info or none.'],
  ['endpoint-added err please', 'levels.txt:2: expected ID err, warn, info or none.'],
])('a mistake comes with its line: %s', (line, problem) => {
  expect(parseSeverityFile(`\n${line}`, 'levels.txt')).toEqual({ ok: false, problems: [problem] });
});
