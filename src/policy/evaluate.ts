import { createHash } from 'node:crypto';
import type { Description } from '../spec/description.ts';
import { asObject, canonicalJson, type JsonObject } from '../spec/json.ts';
import type { Range } from '../spec/place.ts';
import { fieldsOf, holds, lookUp } from './condition.ts';
import { addKey, Lines } from './fix.ts';
import type { Pack, Rule } from './pack.ts';
import type { Subject } from './subject.ts';
import { filledIn, placeholders } from './placeholders.ts';
import { Subjects } from './subjects.ts';
import type { Violation } from './violation.ts';

export interface Sides {
  /** Absent for a new API, and where the base could not be read: then everything is new. */
  readonly base?: Description;
  readonly head: Description;
  /** Text of a file of the head, for fixes; without it none are offered. */
  readonly text?: (file: string) => string | undefined;
}

/** Every place of the head where a rule does not hold, in the order of packs, rules and the description. */
export function evaluate(packs: readonly Pack[], sides: Sides): Violation[] {
  const before = sides.base && new Subjects(sides.base);
  const after = new Subjects(sides.head);
  const lines = sides.text && new Lines(sides.text);
  return packs.flatMap((pack) =>
    pack.rules.flatMap((rule) => {
      const id = `${pack.name}/${rule.id}`;
      const broken = breaking(rule, after);
      const known = new Set(
        before && broken.length > 0 ? breaking(rule, before).map((one) => fingerprint(id, one)) : [],
      );
      return broken.map((subject) => violation(id, rule, subject, known, sides.head, lines));
    }),
  );
}

function breaking(rule: Rule, subjects: Subjects): Subject[] {
  const asked = subjects.of(rule.on).filter((subject) => rule.where === undefined || holds(rule.where, subject));
  const { assert } = rule;
  if ('unique' in assert) return repeated(asked, assert.unique);
  return asked.filter((subject) => !holds(assert, subject));
}

/** All after the first that have the same value; a field that is not there repeats nothing. */
function repeated(subjects: readonly Subject[], field: string): Subject[] {
  const seen = new Set<string>();
  return subjects.filter((subject) => {
    const value = lookUp(subject, field);
    if (value === undefined) return false;
    const key = canonicalJson(value);
    const again = seen.has(key);
    seen.add(key);
    return again;
  });
}

function violation(
  id: string,
  rule: Rule,
  subject: Subject,
  known: ReadonlySet<string>,
  head: Description,
  lines: Lines | undefined,
): Violation {
  const print = fingerprint(id, subject);
  const range = placed(rule, subject, head);
  const fix = rule.fix && lines && fixOf(rule.fix.add, subject, head, lines);
  return {
    rule: id,
    level: rule.level,
    message: filled(rule.message, subject),
    why: rule.why,
    fingerprint: print,
    isNew: !known.has(print),
    ...(subject.operation === undefined ? {} : { operation: subject.operation }),
    ...(range === undefined ? {} : { range }),
    ...(fix === undefined ? {} : { fix }),
  };
}

/** None where a value is not known that it is made of. */
function fixOf(
  { key, value }: NonNullable<Rule['fix']>['add'],
  subject: Subject,
  head: Description,
  lines: Lines,
): Violation['fix'] {
  const isKnown = placeholders(value).every((name) => lookUp(subject, name) !== undefined);
  return isKnown ? addKey(subject, key, filled(value, subject), head, lines) : undefined;
}

function fingerprint(rule: string, subject: Subject): string {
  return createHash('sha256').update(`${rule}\n${subject.place}`).digest('hex').slice(0, 12);
}

/** At the first key that the rule reads and that is there, or as near to it as the text goes; else at the whole thing. */
function placed(rule: Rule, subject: Subject, head: Description): Range | undefined {
  const fields = 'unique' in rule.assert ? [rule.assert.unique] : fieldsOf(rule.assert);
  const ranges = fields.map((field) => rangeOf(field.split('.'), subject.node, head));
  return ranges.find((range) => range !== undefined) ?? subject.range ?? head.range(subject.node);
}

function rangeOf(keys: readonly string[], node: JsonObject, head: Description): Range | undefined {
  const [key = '', ...rest] = keys;
  if (!Object.hasOwn(node, key)) return undefined;
  const below = asObject(node[key]);
  return (below && rest.length > 0 ? rangeOf(rest, below, head) : undefined) ?? head.range(node, key);
}

/** `{key}` and `{$fact}` replaced by their values, long ones cut. */
function filled(template: string, subject: Subject): string {
  return filledIn(template, (name) => {
    const value = lookUp(subject, name);
    if (value === undefined) return undefined;
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return text.length > 200 ? `${text.slice(0, 200)}…` : text;
  });
}
