import { RE2JS } from 're2js';
import { z } from 'zod';
import { asObject, own, type Json, type JsonObject } from '../spec/json.ts';

const field = z
  .string()
  .regex(/^\$?[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/, 'expected a key such as summary, info.version or $method');
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const count = z.int().min(0).max(1_000_000);

/** RE2 syntax: matched in linear time, so that no pattern can hang a review. */
const pattern = z
  .string()
  .max(500)
  .superRefine((text, context) => {
    try {
      RE2JS.compile(text);
    } catch (error) {
      context.addIssue(`not a pattern in RE2 syntax: ${error instanceof Error ? error.message : 'unreadable'}`);
    }
  });

const test = z
  .strictObject({
    field,
    equals: scalar.optional(),
    oneOf: z.array(scalar).min(1).max(200).optional(),
    matches: pattern.optional(),
    minLength: count.optional(),
    maxLength: count.optional(),
    minCount: count.optional(),
    maxCount: count.optional(),
  })
  .refine((value) => Object.keys(value).length > 1, 'expected a test beside field, such as equals, oneOf or matches');

/** The one form that `where` and `assert` share. */
export type Condition =
  | z.infer<typeof test>
  | { present: string }
  | { absent: string }
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition };

export const conditionSchema: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    test,
    z.strictObject({ present: field }),
    z.strictObject({ absent: field }),
    z.strictObject({ all: z.array(conditionSchema).min(1).max(20) }),
    z.strictObject({ any: z.array(conditionSchema).min(1).max(20) }),
    z.strictObject({ not: conditionSchema }),
  ]),
);

/** What a condition is asked of: the text's own keys, and by `$name` what follows from where it stands. */
export interface Fields {
  readonly node: JsonObject;
  readonly facts: Readonly<Record<string, Json>>;
}

export function lookUp(fields: Fields, name: string): Json | undefined {
  const [first = '', ...rest] = name.split('.');
  const start = first.startsWith('$') ? own(fields.facts, first.slice(1)) : own(fields.node, first);
  return rest.reduce<Json | undefined>((value, key) => own(asObject(value), key), start);
}

export function holds(condition: Condition, fields: Fields): boolean {
  if ('present' in condition) return isPresent(lookUp(fields, condition.present));
  if ('absent' in condition) return lookUp(fields, condition.absent) === undefined;
  if ('all' in condition) return condition.all.every((inner) => holds(inner, fields));
  if ('any' in condition) return condition.any.some((inner) => holds(inner, fields));
  if ('not' in condition) return !holds(condition.not, fields);
  return passes(condition, lookUp(fields, condition.field));
}

/** White space alone, an empty list and an empty map say nothing. */
function isPresent(value: Json | undefined): boolean {
  if (value === undefined || value === null) return false;
  if (typeof value === 'string') return value.trim() !== '';
  return typeof value !== 'object' || sizeOf(value) > 0;
}

function passes(wanted: z.infer<typeof test>, value: Json | undefined): boolean {
  if (wanted.equals !== undefined && value !== wanted.equals) return false;
  if (wanted.oneOf !== undefined && !wanted.oneOf.some((one) => one === value)) return false;
  if (wanted.matches !== undefined && !(typeof value === 'string' && compiled(wanted.matches).test(value)))
    return false;
  const length = typeof value === 'string' ? value.length : 0;
  return within(length, wanted.minLength, wanted.maxLength) && within(sizeOf(value), wanted.minCount, wanted.maxCount);
}

function within(value: number, min = 0, max = Infinity): boolean {
  return value >= min && value <= max;
}

function sizeOf(value: Json | undefined): number {
  if (Array.isArray(value)) return value.length;
  return Object.keys(asObject(value) ?? {}).length;
}

const patterns = new Map<string, RE2JS>();

function compiled(text: string): RE2JS {
  const known = patterns.get(text);
  if (known) return known;
  if (patterns.size > 1000) patterns.clear();
  const made = RE2JS.compile(text);
  patterns.set(text, made);
  return made;
}

/** The fields that a condition reads, in the order in which they are written. */
export function fieldsOf(condition: Condition): readonly string[] {
  if ('present' in condition) return [condition.present];
  if ('absent' in condition) return [condition.absent];
  if ('all' in condition) return condition.all.flatMap(fieldsOf);
  if ('any' in condition) return condition.any.flatMap(fieldsOf);
  return 'not' in condition ? fieldsOf(condition.not) : [condition.field];
}
