import { z } from 'zod';
import { checkShape } from '../config/issues.ts';
import { readYaml, type YamlText } from '../config/yaml-text.ts';
import type { Problem } from '../spec/place.ts';
import { conditionSchema, fieldsOf } from './condition.ts';
import { placeholders } from './placeholders.ts';
import { factsOf, type SubjectKind } from './subject.ts';

const sentence = z.string().min(1).max(500);

const form = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,79}$/, 'expected lower-case letters, digits and dashes, 80 at most'),
  level: z.enum(['error', 'warning', 'info']),
  /** What is looked at, one by one. */
  on: z.enum(Object.keys(factsOf) as SubjectKind[]),
  /** Only where this holds; without it everywhere. */
  where: conditionSchema.optional(),
  /** What must hold; `unique`: no two may have the same value there. */
  assert: z.union([z.strictObject({ unique: z.string().min(1).max(200) }), conditionSchema]),
  /** One sentence. `{key}` and `{$fact}` stand for their values. */
  message: sentence,
  why: sentence,
  /** A key that can be added mechanically, at the top of what the rule is about. */
  fix: z
    .strictObject({
      add: z.strictObject({ key: z.string().regex(/^[A-Za-z0-9_-]{1,80}$/), value: z.string().max(200) }),
    })
    .optional(),
  /** Descriptions that keep and that break the rule: documentation, and a test of each. */
  examples: z.strictObject({ good: z.string().max(20_000), bad: z.string().max(20_000) }).optional(),
});

const rule = form.superRefine((written, context) => {
  for (const [key, fields] of Object.entries(fieldsIn(written))) {
    const facts = Object.keys(factsOf[written.on]).map((name) => `$${name}`);
    const unknown = fields.find((field) => field.startsWith('$') && !facts.includes(field.split('.')[0] ?? ''));
    if (unknown === undefined) continue;
    context.addIssue({
      code: 'custom',
      path: [key],
      message: `a ${written.on} has no ${unknown}, but ${facts.join(', ')}`,
    });
  }
});

/** What each part of a rule reads. */
function fieldsIn({ where, assert, message, fix }: z.infer<typeof form>): Readonly<Record<string, readonly string[]>> {
  return {
    where: where === undefined ? [] : fieldsOf(where),
    assert: 'unique' in assert ? [assert.unique] : fieldsOf(assert),
    message: placeholders(message),
    fix: placeholders(fix?.add.value ?? ''),
  };
}

const packSchema = z.strictObject({
  about: sentence.optional(),
  rules: z.array(rule).min(1).max(500),
});

export type Rule = z.infer<typeof rule>;

/** A set of rules under one name. */
export interface Pack {
  readonly name: string;
  readonly about?: string;
  readonly rules: readonly Rule[];
}

export type ParsedPack =
  | { readonly ok: true; readonly pack: Pack; readonly text: YamlText }
  /** `problem` is the first of `problems`. */
  | { readonly ok: false; readonly problem: Problem; readonly problems: readonly Problem[] };

/** Reads a rule pack: data only, no code runs. `file` is what problems name; default the pack's name. */
export function parsePack(name: string, text: string, file: string = name): ParsedPack {
  const read = readYaml(text, file);
  if (!read.ok) return refused(read.problems);
  const checked = checkShape(packSchema, read.text);
  if (!checked.ok) return refused(checked.problems);
  const { rules, about } = checked.value;
  const twice = rules.findIndex(({ id }, i) => rules.findIndex((other) => other.id === id) < i);
  if (twice >= 0) {
    const message = `rules.${twice}.id: there are two rules ${rules[twice]?.id ?? ''}. Fingerprints and waivers need one name for each.`;
    return refused([{ code: 'duplicate', message, range: read.text.range(['rules', twice, 'id']) }]);
  }
  return { ok: true, pack: { name, rules, ...(about === undefined ? {} : { about }) }, text: read.text };
}

function refused(problems: readonly Problem[]): ParsedPack {
  const [problem = { code: 'unreadable', message: 'The rule pack could not be read.' }] = problems;
  return { ok: false, problem, problems };
}
