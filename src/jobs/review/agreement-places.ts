import { nativeFiles } from '../../config/effective.ts';
import type { SluiceConfig } from '../../config/sluice-config.ts';
import type { Path, YamlText } from '../../config/yaml-text.ts';
import type { Range } from '../../spec/place.ts';
import { CONFIG_FILE } from '../platform/config-at.ts';
import { reader, valueAt, type Read } from '../platform/yaml-files.ts';
import type { Found } from './agreement.ts';

export interface PlacesInput {
  /** Text of a file of the head; undefined where it has none. */
  readonly read: (file: string) => Promise<string | undefined>;
  /** The head's. */
  readonly config: SluiceConfig;
  /** API → where its operations stand, by `GET /orders/{id}`. */
  readonly operations: ReadonlyMap<string, Readonly<Record<string, Range>>>;
}

/**
 * The same with the place of each: an operation's in its description and after it what makes the API's routes, a route's in the native
 * file or gateway block that makes it.
 */
export async function placed(all: readonly Found[], input: PlacesInput): Promise<Found[]> {
  const read = reader(input.read);
  return Promise.all(
    all.map(async (found) => {
      const { api, route, operations } = found;
      const operation = route === undefined ? input.operations.get(api)?.[operations[0] ?? ''] : undefined;
      const source = await sourceRange(found, input.config, read);
      const range = operation ?? source;
      if (range === undefined) return found;
      return { ...found, range, ...(source !== undefined && source !== range && { via: [source] }) };
    }),
  );
}

/** The text that says the route's path; else where the API's gateway block or native file begins. */
async function sourceRange(found: Found, config: SluiceConfig, read: Read): Promise<Range | undefined> {
  const { api, target, route } = found;
  const native = await Promise.all(nativeFiles(config, api, target).map(read));
  const texts = native.filter((text) => text !== undefined);
  for (const text of texts) {
    const path = route && pathTo(text.value, route.path);
    if (path !== undefined) return text.range(path);
  }
  return blockRange(found, await read(CONFIG_FILE)) ?? texts[0]?.range([]);
}

/** `/orders` as it is, with a slash at its end, or quoted in a rule. */
function says(value: unknown, path: string): boolean {
  if (typeof value !== 'string') return false;
  return [path, `${path}/`].includes(value) || ['`', '"'].some((quote) => quoted(value, path, quote));
}

function quoted(value: string, path: string, quote: string): boolean {
  return value.includes(`${quote}${path}${quote}`) || value.includes(`${quote}${path}/${quote}`);
}

/** An alias of YAML can make a circle. */
const mostDeep = 64;

/** The way to the first value that says the path, in the order of the text. */
function pathTo(value: unknown, said: string, depth = 0): Path | undefined {
  if (says(value, said)) return [];
  if (typeof value !== 'object' || value === null || depth > mostDeep) return undefined;
  for (const [key, inner] of Object.entries(value) as [string, unknown][]) {
    const path = pathTo(inner, said, depth + 1);
    if (path !== undefined) return [key, ...path];
  }
  return undefined;
}

/** Of a route what makes its listen path: the environment's own word for it, the API's. Else the whole block. */
function blockRange({ api, environment, route }: Found, text: YamlText | undefined): Range | undefined {
  if (text === undefined) return undefined;
  const { apis = [] } = text.value as { readonly apis?: readonly { readonly name: string }[] };
  const own: Path = ['apis', apis.findIndex(({ name }) => name === api)];
  const blocks: readonly Path[] = [
    ['environments', environment, 'overlays', api, 'gateway'],
    [...own, 'gateway'],
  ];
  const places = [
    ...(route === undefined ? [] : blocks.map((block): Path => [...block, 'path'])),
    ...blocks.toReversed(),
  ];
  const there = places.find((path) => valueAt(text.value, path) !== undefined);
  return there && text.range(there);
}
