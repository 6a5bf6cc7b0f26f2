import type { Description, FileSet, LoadResult, OpenApiVersion, Resolved, StepOf } from './description.ts';
import type { Json, JsonObject } from './json.ts';
import { asObject, own } from './json.ts';
import { Locator } from './locator.ts';
import type { Problem, Range } from './place.ts';
import { ReferenceSteps } from './reference-steps.ts';
import { Repository } from './repository.ts';
import { Resolver } from './resolver.ts';
import type { Source } from './source.ts';
import { Survey } from './survey.ts';

const MOST_PROBLEMS = 100;

class LoadedDescription implements Description {
  readonly file: string;
  readonly version: OpenApiVersion;
  readonly root: JsonObject;
  readonly files: readonly string[];
  readonly problems: readonly Problem[];
  readonly #resolver: Resolver;
  readonly #locator: Locator;

  constructor(
    parts: Pick<Description, 'file' | 'version' | 'root' | 'files' | 'problems'>,
    resolver: Resolver,
    locator: Locator,
  ) {
    this.file = parts.file;
    this.version = parts.version;
    this.root = parts.root;
    this.files = parts.files;
    this.problems = parts.problems;
    this.#resolver = resolver;
    this.#locator = locator;
  }

  resolve(node: JsonObject): Resolved {
    return this.#resolver.resolve(node);
  }

  leadsTo(reference: string, from: object): JsonObject | undefined {
    return this.#resolver.leadsTo(reference, from);
  }

  anchored(name: string): readonly JsonObject[] {
    return this.#resolver.anchored(name);
  }

  range(node: object, key?: string | number): Range | undefined {
    return this.#locator.range(node, key);
  }

  pointer(node: object, stepOf?: StepOf): string | undefined {
    return this.#locator.pointer(node, stepOf);
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

/** What stops a comparison is not pushed out by warnings, and these do not stop it for being many. */
function capped(problems: readonly Problem[]): Problem[] {
  if (problems.length <= MOST_PROBLEMS) return [...problems];
  const [warnings, errors] = [true, false].map((are) => problems.filter(({ warning }) => (warning === true) === are));
  const sorted = [...(errors ?? []), ...(warnings ?? [])];
  const count = sorted.length - MOST_PROBLEMS;
  const message = `${count} more ${count === 1 ? 'problem of this kind is' : 'problems of this kind are'} not listed`;
  const isWarning = sorted[MOST_PROBLEMS]?.warning === true;
  const more: Problem = { code: 'more-problems', message, ...(isWarning && { warning: true }) };
  return [...sorted.slice(0, MOST_PROBLEMS), more];
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
  const locator = new Locator(repository);
  const steps = new ReferenceSteps(repository, version, locator);
  const resolver = new Resolver(locator, steps);
  const survey = new Survey(resolver, steps, locator);
  survey.run(root, found.source);
  if (repository.missing.length > 0) return { kind: 'incomplete', missing: repository.missing };
  const problems = capped([...new Set([...repository.problems, ...survey.problems()])]);
  const paths = repository.sources.map((source) => source.path);
  return {
    kind: 'loaded',
    description: new LoadedDescription({ file: rootFile, version, root, files: paths, problems }, resolver, locator),
  };
}
