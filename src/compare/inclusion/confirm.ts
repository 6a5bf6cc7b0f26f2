import type { Ajv2020, ValidateFunction } from 'ajv/dist/2020.js';
import type { Json } from '../../spec/json.ts';
import { accepts } from './automaton.ts';
import { Undecided } from './budget.ts';
import { bundle, unreadable } from './bundle.ts';
import { decimal, isMultiple } from './decimal.ts';
import type { Evaluator } from './evaluate.ts';
import { everything, groundsOf } from './grounds.ts';
import { assertedFormats, formatPattern, integerFormat } from './formats.ts';
import type { Keywords } from './keywords.ts';
import type { SchemaNode } from './node.ts';
import { loadAjv } from './packages.ts';
import { compiledPattern } from './pattern.ts';
import type { SchemaSource } from './source.ts';

/** A schema as the independent validator reads it. */
export interface Judged {
  readonly source: SchemaSource;
  readonly root: SchemaNode;
}

/**
 * Whether ajv (dialect 2020-12) accepts an instance by a schema; undefined where it cannot say. A 3.1 document is given to it as
 * it stands, anything else as a bundle of the schemas that matter for the instance.
 */
export function ajvAccepts(judged: Judged, value: Json, formats: boolean, evaluator: Evaluator): boolean | undefined {
  return asItStands(judged, value, formats, evaluator) ?? asBundle(judged.root, value, formats, evaluator);
}

function asItStands(
  { source, root }: Judged,
  value: Json,
  formats: boolean,
  evaluator: Evaluator,
): boolean | undefined {
  const whole = 'document' in source.references && source.references.document === '3.1' && source.hides === undefined;
  if (!whole) return undefined;
  const { visited } = everything(root, value, evaluator);
  const readable = [...visited].every((node) => !node.keywords.properties.has(unreadable));
  return readable ? verdict(compiled(source.schema, validator(formats, true)), value) : undefined;
}

function asBundle(root: SchemaNode, value: Json, formats: boolean, evaluator: Evaluator): boolean | undefined {
  const grounds = groundsOf(root, value, evaluator);
  for (const { keywords } of grounds.visited) payForPatterns(keywords, evaluator);
  const allErrors = [...grounds.visited].some(needsAllErrors);
  return verdict(ofBundle(bundle(root, grounds), formats, allErrors), value);
}

/** ajv makes automata of all patterns that it is given, whether or not it comes to them; of what cannot be read it says so itself. */
function payForPatterns({ pattern, patternProperties }: Keywords, evaluator: Evaluator): void {
  for (const each of [...(pattern === undefined ? [] : [pattern]), ...patternProperties.keys()]) {
    try {
      evaluator.automaton(each);
    } catch (error) {
      if (!(error instanceof Undecided) || error.why === 'budget') throw error;
    }
  }
}

/**
 * Stopping at the first error, ajv 8.20 accepts [] by { prefixItems: [false], contains: {} }, and {} by { required: [''] }. It costs half as
 * much, though.
 */
function needsAllErrors({ keywords }: SchemaNode): boolean {
  const required = [keywords.required, ...keywords.dependentRequired.map(([, names]) => names)];
  return keywords.contains !== undefined || required.some((names) => names.includes(''));
}

/** ajv 8.20 keeps for good what it ever compiled, whether or not it is told to forget it. */
const MOST_USES = 50;

/** ajv 8.20 asks values for these to compare them: one that has members of such names equals none but itself. */
const EQUAL_TO_ITSELF = /"(?:constructor|toString|valueOf)":/;

/** What a schema came to; undefined: ajv does not take it. */
type Compiled = ValidateFunction | undefined;

interface Used {
  readonly ajv: Ajv2020;
  readonly bundles: Map<string, Compiled>;
  uses: number;
}

const kept = new Map<string, Used>();

/**
 * Bundles have no identifiers that could meet, so one validator does for many: making one takes longer than using it. Schemas are
 * pruned to what an instance meets, and then many are alike: each is compiled once.
 */
function ofBundle(schema: Json, formats: boolean, allErrors: boolean): Compiled {
  const used = forBundles(formats, allErrors);
  const text = JSON.stringify(schema);
  if (used.bundles.has(text) && !EQUAL_TO_ITSELF.test(text)) return used.bundles.get(text);
  const done = compiled(schema, used.ajv);
  used.bundles.set(text, done);
  used.uses += 1;
  return done;
}

function forBundles(formats: boolean, allErrors: boolean): Used {
  const key = `${String(formats)} ${String(allErrors)}`;
  const known = kept.get(key);
  if (known !== undefined && known.uses < MOST_USES) return known;
  const fresh = { ajv: validator(formats, allErrors), bundles: new Map<string, Compiled>(), uses: 0 };
  kept.set(key, fresh);
  return fresh;
}

function compiled(schema: Json, ajv: Ajv2020): Compiled {
  if (typeof schema !== 'boolean' && (typeof schema !== 'object' || schema === null)) return undefined;
  try {
    return ajv.compile(schema);
  } catch {
    return undefined;
  }
}

function verdict(validate: Compiled, value: Json): boolean | undefined {
  try {
    const valid: unknown = validate?.(value);
    return typeof valid === 'boolean' ? valid : undefined;
  } catch {
    // What recurses too deep for it confirms nothing.
    return undefined;
  }
}

function validator(formats: boolean, allErrors: boolean): Ajv2020 {
  const { Ajv2020 } = loadAjv();
  const ajv = new Ajv2020({
    strict: false,
    validateSchema: false,
    meta: false,
    logger: false,
    ownProperties: true,
    messages: false,
    // To know what it can write in the place of a reference, ajv 8.20 looks at what stands in a list twice: in lists in lists, for ever.
    inlineRefs: false,
    allErrors,
    validateFormats: formats,
    // Never the backtracking engine of the runtime: the patterns are other people's.
    code: {
      regExp: Object.assign((source: string) => matcher(source), { code: 'automaton' }),
      // What is compiled is used a few times: to compile it takes all the time, and half of that would go into making it fast.
      optimize: false,
    },
  });
  // ajv divides doubles: 0.0075 would be no multiple of 0.0001.
  ajv.removeKeyword('multipleOf');
  ajv.addKeyword({
    keyword: 'multipleOf',
    type: 'number',
    validate: (of: number, value: number) => isMultiple(decimal(value), decimal(of)),
  });
  if (formats) for (const name of assertedFormats) addFormat(ajv, name);
  return ajv;
}

function addFormat(ajv: Ajv2020, name: string): void {
  const pattern = formatPattern(name);
  const range = integerFormat(name);
  if (pattern !== undefined) ajv.addFormat(name, matcher(pattern).test);
  if (range !== undefined) {
    // What needs more than a double is left to pass, as it passes validators in use: nobody could check such a witness.
    const isKnown = range.max <= BigInt(Number.MAX_SAFE_INTEGER);
    const inside = (value: number): boolean =>
      Number.isInteger(value) && (!isKnown || (BigInt(value) >= range.min && BigInt(value) <= range.max));
    ajv.addFormat(name, { type: 'number', validate: inside });
  }
}

/** What ajv asks of a regular expression; it tells them apart by their text. */
function matcher(source: string): { test: (text: string) => boolean; toString: () => string } {
  const { automaton } = compiledPattern(source, 'ecma');
  if (automaton instanceof Undecided) throw automaton;
  return { test: (text) => accepts(automaton, text), toString: () => source };
}
