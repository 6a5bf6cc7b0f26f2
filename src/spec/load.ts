import type { Description, FileSet, LoadResult, OpenApiVersion, Resolved } from './description.ts';
import type { Json, JsonObject } from './json.ts';
import { asObject, own } from './json.ts';
import type { Problem, Range } from './place.ts';
import { Repository } from './repository.ts';
import { Resolver } from './resolver.ts';
import { childrenOf, hasReference, misplacedAs } from './shape.ts';
import type { Child } from './shape.ts';
import type { Source } from './source.ts';

const MOST_PROBLEMS = 100;

class LoadedDescription implements Description {
  readonly file: string;
  readonly version: OpenApiVersion;
  readonly root: JsonObject;
  readonly files: readonly string[];
  readonly problems: readonly Problem[];
  readonly #resolver: Resolver;

  constructor(parts: Pick<Description, 'file' | 'version' | 'root' | 'files' | 'problems'>, resolver: Resolver) {
    this.file = parts.file;
    this.version = parts.version;
    this.root = parts.root;
    this.files = parts.files;
    this.problems = parts.problems;
    this.#resolver = resolver;
  }

  resolve(node: JsonObject): Resolved {
    return this.#resolver.resolve(node);
  }

  range(node: object, key?: string | number): Range | undefined {
    return this.#resolver.range(node, key);
  }

  pointer(node: object): string | undefined {
    return this.#resolver.pointer(node);
  }
}

/** `3.1.0` → `3.1`. Numbers come from texts that forgot the quotes. */
function versionOf(root: JsonObject): OpenApiVersion | undefined {
  const swagger = own(root, 'swagger');
  if (swagger === '2.0' || swagger === 2) return '2.0';
  const openapi = own(root, 'openapi');
  const text = openapi === 3 ? '3.0' : typeof openapi === 'number' ? String(openapi) : openapi;
  const match = typeof text === 'string' ? /^(3\.[012])(?:\.|$)/.exec(text) : null;
  return match === null ? undefined : (match[1] as OpenApiVersion);
}

function notADescription(source: Source, root: Json): Problem {
  const node = asObject(root);
  const start = source.range(0, 0);
  if (node === undefined) {
    return {
      code: 'not-openapi',
      message: 'an API description is a mapping with `openapi` or `swagger` in it',
      range: start,
    };
  }
  const key = ['openapi', 'swagger'].find((name) => own(node, name) !== undefined);
  if (key === undefined) {
    return {
      code: 'not-openapi',
      message: 'no API description: neither `openapi` nor `swagger` is there',
      range: start,
    };
  }
  const span = source.places.get(node)?.span(key);
  const range = span === undefined ? start : source.range(span.start, span.end);
  const message = `this version of OpenAPI is not known here; known are 2.0, 3.0, 3.1 and 3.2`;
  return { code: 'version-unsupported', message, range };
}

/** Visits everything that references may stand in and that the root leads to; each object once for each thing that it is. */
class Survey {
  readonly #seen = new Map<string, Set<JsonObject>>();
  readonly #waiting: { readonly child: Child; readonly source: Source }[] = [];
  readonly #references = new Set<JsonObject>();
  readonly #misplaced: Problem[] = [];
  readonly #resolver: Resolver;
  readonly #version: OpenApiVersion;

  constructor(resolver: Resolver, version: OpenApiVersion) {
    this.#resolver = resolver;
    this.#version = version;
  }

  run(root: JsonObject, source: Source): void {
    this.#add({ node: root, kind: 'document' }, source);
    for (let item = this.#waiting.pop(); item !== undefined; item = this.#waiting.pop()) {
      if (item.child.kind !== 'document' && hasReference(item.child.node)) {
        this.#reference(item.child, item.source);
        if (!this.#readsSiblings(item.child)) continue;
      }
      for (const child of childrenOf(item.child)) this.#add(child, item.source);
    }
  }

  /** Once every file is there. */
  problems(): Problem[] {
    const found = new Set<Problem>(this.#misplaced);
    for (const node of this.#references) {
      const resolved = this.#resolver.resolve(node);
      if (!resolved.ok) found.add(resolved.problem);
    }
    return [...found];
  }

  #add(child: Child, source: Source): void {
    const as = `${child.kind} ${child.place ?? ''}`;
    const seen = this.#seen.get(as) ?? new Set();
    this.#seen.set(as, seen);
    if (seen.has(child.node)) return;
    seen.add(child.node);
    this.#waiting.push({ child, source });
  }

  #reference(child: Child, source: Source): void {
    this.#resolver.settle(child.node, source);
    this.#references.add(child.node);
    const thing = misplacedAs(child);
    if (thing !== undefined) this.#misplacedReference(child.node, thing);
    const step = this.#resolver.step(child.node);
    if (step.kind === 'at') this.#add({ ...child, node: step.node }, step.source);
  }

  #misplacedReference(node: JsonObject, thing: string): void {
    const range = this.#resolver.range(node, '$ref');
    const message = `OpenAPI has no reference in the place of ${thing}; it is followed here, other tools may read nothing there`;
    this.#misplaced.push({ code: 'ref-misplaced', message, warning: true, ...(range && { range }) });
  }

  /** Path items and maps may say more beside a reference in every version, schemas since 3.1. */
  #readsSiblings(child: Child): boolean {
    if (child.kind === 'pathItem' || (child.kind !== 'operation' && misplacedAs(child) !== undefined)) return true;
    return child.kind === 'schema' && (this.#version === '3.1' || this.#version === '3.2');
  }
}

function capped(problems: readonly Problem[]): Problem[] {
  if (problems.length <= MOST_PROBLEMS) return [...problems];
  const more = `${problems.length - MOST_PROBLEMS} more problems of this kind are not listed`;
  return [...problems.slice(0, MOST_PROBLEMS), { code: 'more-problems', message: more }];
}

/**
 * Reads one API description and every file that it refers to in the repository. Never throws for what a text says and never
 * reads anything but `files`. `incomplete`: give the set those files too (or `null` for them) and call again; what was read
 * of the same set is kept.
 */
export function load(rootFile: string, files: FileSet): LoadResult {
  const repository = new Repository(files);
  const found = repository.find(rootFile);
  if (found.kind === 'pending') return { kind: 'incomplete', missing: [rootFile] };
  if (found.kind === 'absent') {
    return { kind: 'unreadable', problems: [{ code: 'file-missing', message: `${rootFile} does not exist` }] };
  }
  if (found.kind === 'broken') return { kind: 'unreadable', problems: found.problems };
  const root = asObject(found.source.value);
  const version = root === undefined ? undefined : versionOf(root);
  if (root === undefined || version === undefined) {
    return { kind: 'unreadable', problems: [notADescription(found.source, found.source.value)] };
  }
  const resolver = new Resolver(repository, version);
  const survey = new Survey(resolver, version);
  survey.run(root, found.source);
  if (repository.missing.length > 0) return { kind: 'incomplete', missing: repository.missing };
  const problems = capped([...new Set([...repository.problems, ...survey.problems()])]);
  const paths = repository.sources.map((source) => source.path);
  return {
    kind: 'loaded',
    description: new LoadedDescription({ file: rootFile, version, root, files: paths, problems }, resolver),
  };
}
