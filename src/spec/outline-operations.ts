import { asObject, own, type JsonObject } from './json.ts';
import { METHODS } from './methods.ts';

/** One operation of an outline: upper-case method (those that OpenAPI does not know keep their spelling), path template. */
export interface OutlineOperation {
  readonly method: string;
  readonly path: string;
  /** Its `operationId`, `security` and `deprecated`. */
  readonly node: JsonObject;
}

const fixed: ReadonlySet<string> = new Set(METHODS);

/** The operations of an outline (outline.ts) in the order of its paths. */
export function outlineOperations(outline: JsonObject): OutlineOperation[] {
  return Object.entries(asObject(own(outline, 'paths')) ?? {})
    .filter(([path]) => path.startsWith('/'))
    .flatMap(([path, item]) =>
      Object.entries(asObject(item) ?? {}).flatMap(([name, value]) => {
        const node = asObject(value);
        if (node === undefined || name.startsWith('x-')) return [];
        return [{ method: fixed.has(name) ? name.toUpperCase() : name, path, node }];
      }),
    );
}
