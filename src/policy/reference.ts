import type { Condition } from './condition.ts';
import type { Pack, Rule } from './pack.ts';
import { factsOf } from './subject.ts';

/** Every shipped rule as a page: `docs/reference/rules.md`. */
export function renderRulesReference(packs: readonly Pack[]): string {
  return [
    '# Rules',
    '',
    'Generated from `policies/`: `npx tsx scripts/reference.ts`. Only a new violation of level `error` fails the check.',
    '',
    ...ownPack,
    ...packs.flatMap((pack) => [
      `## ${pack.name}`,
      '',
      ...(pack.about === undefined ? [] : [pack.about, '']),
      ...pack.rules.flatMap(section),
    ]),
  ].join('\n');
}

const ownPack = [
  '## A pack of your own',
  '',
  'A file of the repository that `policies.rules` of [`.github/sluice.yaml`](configuration.md) names. A rule is data; no code is run. A mistake',
  'is told at review with its line and column.',
  '',
  ...yaml(`about: What our APIs are held to.
rules:
  - id: version-in-path
    level: warning
    on: path
    where: { not: { field: $path, equals: /health } }
    assert: { field: $path, matches: "^/v[0-9]+/" }
    message: "{$path} does not begin with a version."
    why: Our clients choose a version by the path.`),
  '',
  '| key of a rule | |',
  '| --- | --- |',
  '| `id` | its name, lower-case letters, digits and dashes |',
  '| `level` | `error`, `warning` or `info` |',
  '| `on` | what is looked at, one by one: the table below |',
  '| `where` | a condition: only where it holds is looked; optional |',
  '| `assert` | a condition that must hold, or `unique: FIELD`: no two may have the same there |',
  '| `message` | one sentence; `{FIELD}` stands for its value |',
  '| `why` | one sentence, which `/why` answers with |',
  '| `fix` | `{ add: { key, value } }`: a key that can be added as it is; optional |',
  '| `examples` | `{ good, bad }`: descriptions that keep and that break it; optional; `sluice validate FILE` runs them |',
  '',
  'A condition is `{ present: FIELD }`, `{ absent: FIELD }`, `{ all: [CONDITION…] }`, `{ any: [CONDITION…] }`, `{ not: CONDITION }`, or a `field` with',
  'tests: `equals`, `oneOf`, `matches` (RE2), `minLength`, `maxLength` (of texts), `minCount`, `maxCount` (of lists and maps). A field is a key as',
  'the description has it, such as `info.version`, or one of these:',
  '',
  '| `on` | field | |',
  '| --- | --- | --- |',
  ...Object.entries(factsOf).flatMap(([kind, facts]) =>
    Object.entries(facts).map(([name, what]) => `| \`${kind}\` | \`$${name}\` | ${what} |`),
  ),
  '',
];

function section(rule: Rule): string[] {
  const where = rule.where === undefined ? '' : `, where ${told(rule.where)}`;
  const asserted = 'unique' in rule.assert ? `no two have the same \`${rule.assert.unique}\`` : told(rule.assert);
  return [
    `### \`${rule.id}\``,
    '',
    `${rule.level} · on ${rule.on}${where}: ${asserted}`,
    '',
    rule.why,
    '',
    ...(rule.examples
      ? ['Keeps it:', '', ...yaml(rule.examples.good), '', 'Breaks it:', '', ...yaml(rule.examples.bad), '']
      : []),
  ];
}

function yaml(text: string): string[] {
  return ['```yaml', text.trimEnd(), '```'];
}

/** A condition as a sentence. */
function told(condition: Condition): string {
  if ('present' in condition) return `\`${condition.present}\` is there`;
  if ('absent' in condition) return `\`${condition.absent}\` is not there`;
  if ('all' in condition) return condition.all.map(told).join(' and ');
  if ('any' in condition) return condition.any.map(told).join(' or ');
  if ('not' in condition) return `not (${told(condition.not)})`;
  const { field, ...tests } = condition;
  return `\`${field}\` ${Object.entries(tests)
    .map(([test, value]) => `${test} \`${typeof value === 'string' ? value : JSON.stringify(value)}\``)
    .join(' and ')}`;
}
