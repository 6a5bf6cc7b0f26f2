// Writes src/local/github/contract/description.json: the operations and webhooks that Sluice uses, out of GitHub's own OpenAPI
// description, without its prose. The package that carries it unpacks to 385 MB, so it is fetched into a temporary
// folder and is no dependency.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OPERATIONS, WEBHOOKS } from '../src/local/github/contract/operations.ts';

const PACKAGE = '@octokit/openapi@23.0.2';
const MEMBER = 'package/generated/api.github.com.json';
const OUTPUT = new URL('../src/local/github/contract/description.json', import.meta.url);
const METHODS = ['get', 'put', 'post', 'delete', 'patch'];
const SECTIONS = ['schemas', 'parameters', 'responses', 'headers'];
const PROSE = new Set(['description', 'summary', 'title', 'example', 'examples', 'externalDocs', 'tags', 'default']);

type Json = null | boolean | number | string | Json[] | JsonObject;
interface JsonObject {
  [key: string]: Json;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function member(value: JsonObject, key: string): JsonObject {
  const found = value[key];
  return isObject(found) ? found : {};
}

function fetchDescription(): JsonObject {
  const folder = mkdtempSync(join(tmpdir(), 'github-contract-'));
  try {
    const output = execFileSync('npm', ['pack', PACKAGE, '--json', '--pack-destination', folder], { encoding: 'utf8' });
    const [packed] = JSON.parse(output) as { filename: string }[];
    if (!packed) throw new Error(`npm pack ${PACKAGE} gave no file`);
    execFileSync('tar', ['-xzf', join(folder, packed.filename), '-C', folder, MEMBER]);
    return JSON.parse(readFileSync(join(folder, MEMBER), 'utf8')) as JsonObject;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Removes what is there for people only; the members of `names` are names, not keywords. */
function withoutProse(value: Json, names = false): Json {
  if (Array.isArray(value)) return value.map((entry) => withoutProse(entry));
  if (!isObject(value)) return value;
  const kept: JsonObject = {};
  for (const [key, entry] of Object.entries(value)) {
    if (!names && (PROSE.has(key) || key.startsWith('x-'))) continue;
    kept[key] = !names && key === 'enum' ? entry : withoutProse(entry, !names && key === 'properties');
  }
  return kept;
}

/** OpenAPI asks every response for a description. */
function response(value: JsonObject): JsonObject {
  return '$ref' in value ? value : { description: '', ...value };
}

function operation(value: JsonObject): JsonObject {
  const bare = withoutProse(value) as JsonObject;
  const responses = Object.entries(member(bare, 'responses')).map(([status, answer]) => [
    status,
    response(answer as JsonObject),
  ]);
  return { ...bare, responses: Object.fromEntries(responses) as JsonObject };
}

function selectPaths(description: JsonObject): JsonObject {
  const wanted = new Set<string>(OPERATIONS);
  const paths: JsonObject = {};
  for (const [path, item] of Object.entries(member(description, 'paths'))) {
    const kept: JsonObject = {};
    for (const method of METHODS) {
      const candidate = member(item as JsonObject, method);
      const id = candidate['operationId'];
      if (typeof id === 'string' && wanted.delete(id)) kept[method] = operation(candidate);
    }
    if (Object.keys(kept).length > 0) paths[path] = kept;
  }
  if (wanted.size > 0) throw new Error(`${PACKAGE} has no operation ${[...wanted].join(', ')}`);
  return paths;
}

function selectWebhooks(description: JsonObject): JsonObject {
  const all = member(description, 'x-webhooks');
  return Object.fromEntries(
    WEBHOOKS.map((name) => {
      if (!(name in all)) throw new Error(`${PACKAGE} has no webhook ${name}`);
      return [name, { post: operation(member(member(all, name), 'post')) }];
    }),
  );
}

/** Adds the components that `value` refers to, and those that they refer to. */
function reach(value: Json, source: JsonObject, found: Map<string, JsonObject>): void {
  if (Array.isArray(value)) {
    for (const entry of value) reach(entry, source, found);
  } else if (isObject(value)) {
    const reference = value['$ref'];
    if (typeof reference === 'string' && !found.has(reference)) addComponent(reference, source, found);
    for (const entry of Object.values(value)) reach(entry, source, found);
  }
}

function addComponent(reference: string, source: JsonObject, found: Map<string, JsonObject>): void {
  const [, , section = '', name = ''] = reference.split('/');
  const component = member(member(source, section), name);
  const bare = withoutProse(component) as JsonObject;
  const kept = section === 'responses' ? response(bare) : bare;
  found.set(reference, kept);
  reach(kept, source, found);
}

function selectComponents(parts: Json[], description: JsonObject): JsonObject {
  const found = new Map<string, JsonObject>();
  reach(parts, member(description, 'components'), found);
  const components: JsonObject = {};
  for (const section of SECTIONS) {
    const prefix = `#/components/${section}/`;
    const entries = [...found]
      .filter(([reference]) => reference.startsWith(prefix))
      .sort(([a], [b]) => (a < b ? -1 : 1));
    if (entries.length > 0) {
      components[section] = Object.fromEntries(entries.map(([key, value]) => [key.slice(prefix.length), value]));
    }
  }
  return components;
}

/** One line for each path and component, so that an update can be read as a diff. */
function print(value: Json, depth: number): string {
  if (depth === 0 || !isObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, entry]) => `${JSON.stringify(key)}:${print(entry, depth - 1)}`);
  return `{\n${members.join(',\n')}\n}`;
}

const description = fetchDescription();
const paths = selectPaths(description);
const webhooks = selectWebhooks(description);
const components = selectComponents([paths, webhooks], description);
const info: JsonObject = { title: 'The part of the GitHub REST API that Sluice uses', version: PACKAGE };
const text = `{
"openapi":${print(description['openapi'] ?? null, 0)},
"info":${print(info, 0)},
"paths":${print(paths, 1)},
"x-webhooks":${print(webhooks, 1)},
"components":${print(components, 2)}
}
`;
writeFileSync(OUTPUT, text);
process.stderr.write(`${OPERATIONS.length} operations, ${Math.round(text.length / 1024)} KB\n`);
