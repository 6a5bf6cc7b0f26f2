import type { Condition } from './condition.ts';
import type { Pack, Rule } from './pack.ts';

/** Every shipped rule as a page: `docs/reference/rules.md`. */
export function renderRulesReference(packs: readonly Pack[]): string {
  return [
    '# Rules',
    '',
    'Generated from `policies/`: `npx tsx scripts/reference.ts`. A rule is data; a pack of your own looks the same and is named under',
    '`policies.rules` of [`.github/sluice.yaml`](configuration.md). Only a new violation of level `error` fails the check.',
    '',
    ...packs.flatMap((pack) => [
      `## ${pack.name}`,
      '',
      ...(pack.about === undefined ? [] : [pack.about, '']),
      ...pack.rules.flatMap(section),
    ]),
  ].join('\n');
}

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
