import { asObject, type Json, type JsonObject } from '../../spec/json.ts';
import document from './dynamic-configuration.json' with { type: 'json' };

/** Something that Traefik would not read: one such place in one file, and it takes nothing new from any of its files. */
export interface FormProblem {
  /** Dotted path. */
  readonly path: string;
  readonly message: string;
}

const structs: Readonly<Record<string, Readonly<Record<string, string>>>> = document.structs;

/**
 * Whether Traefik could read this dynamic configuration: fields that it knows, of the types that they have. The form comes out of
 * Traefik 3.7's own types (`test/servers/traefik/schema`).
 */
export function formProblems(configuration: JsonObject): readonly FormProblem[] {
  return check(configuration, document.root, '');
}

function check(value: Json, type: string, path: string): readonly FormProblem[] {
  // Traefik passes over null.
  if (value === null || type === 'any') return [];
  if (type.endsWith('?')) return isEmptyObject(value) ? [] : check(value, type.slice(0, -1), path);
  if (type.startsWith('[')) return checkList(value, type.slice(1, -1), path);
  if (type.startsWith('{')) return checkMap(value, type.slice(1, -1), path);
  const struct = Object.hasOwn(structs, type) ? structs[type] : undefined;
  if (struct !== undefined) return checkStruct(value, struct, path);
  const message = scalarProblem(value, type);
  return message === undefined ? [] : [{ path, message }];
}

function checkList(value: Json, item: string, path: string): readonly FormProblem[] {
  if (!Array.isArray(value)) return [{ path, message: 'expected a list' }];
  return (value as readonly Json[]).flatMap((each, index) =>
    each === null ? [{ path: `${path}.${index}`, message: 'is empty' }] : check(each, item, `${path}.${index}`),
  );
}

/** YAML reads no longer key than 1024 characters on one line. */
const key = /^\P{C}{1,500}$/u;

function checkMap(value: Json, item: string, path: string): readonly FormProblem[] {
  const object = filledObject(value, path);
  if ('message' in object) return [object];
  return Object.entries(object.entries).flatMap(([name, each]) =>
    key.test(name) && name !== '<<'
      ? check(each, item, join(path, name))
      : [{ path, message: `the name ${JSON.stringify(name.slice(0, 40))} cannot be used` }],
  );
}

function checkStruct(value: Json, fields: Readonly<Record<string, string>>, path: string): readonly FormProblem[] {
  const object = filledObject(value, path);
  if ('message' in object) return [object];
  return Object.entries(object.entries).flatMap(([name, each]) => {
    const type = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (type !== undefined) return check(each, type, join(path, name));
    return [{ path: join(path, name), message: `is no field that Traefik knows${meant(name, Object.keys(fields))}` }];
  });
}

type Filled = { readonly entries: JsonObject } | FormProblem;

function filledObject(value: Json, path: string): Filled {
  const entries = asObject(value);
  if (entries === undefined) return { path, message: 'expected fields' };
  return isEmptyObject(value) ? { path, message: 'is empty, which Traefik does not read' } : { entries };
}

function isEmptyObject(value: Json): boolean {
  const object = asObject(value);
  return object !== undefined && Object.values(object).every((each) => each === null);
}

function meant(name: string, known: readonly string[]): string {
  const other = known.find((each) => each.toLowerCase() === name.toLowerCase());
  return other === undefined ? '' : `; ${other} is`;
}

/** As Go's time.ParseDuration reads it; a bare number is seconds. */
const duration = /^[-+]?(\d+|(\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h))+$/;

function scalarProblem(value: Json, type: string): string | undefined {
  switch (type) {
    case 'string':
      return typeof value === 'string' ? textProblem(value) : 'expected text';
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'expected true or false';
    case 'integer':
      return Number.isSafeInteger(value) ? undefined : 'expected a whole number';
    case 'number':
      return typeof value === 'number' ? undefined : 'expected a number';
    default:
      if (Number.isSafeInteger(value)) return undefined;
      return typeof value === 'string' && duration.test(value) ? undefined : 'expected a duration such as 30s';
  }
}

/** Its reader takes lists apart at U+2551, and knows no half of a character. */
function textProblem(text: string): string | undefined {
  return !/[\p{Cs}\u2551]/u.test(text) ? undefined : 'holds a character that Traefik does not read';
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
