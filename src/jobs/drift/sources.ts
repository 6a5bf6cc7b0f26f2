import { effectiveApis, nativeFiles } from '../../config/effective.ts';
import { gatewaySchema } from '../../config/gateway-block.ts';
import type { SluiceConfig } from '../../config/sluice-config.ts';
import { readYaml } from '../../config/yaml-text.ts';
import type { Scope, Target } from '../../gateway/target.ts';
import type { AdoptQuestion, Sources } from '../../release/adopt.ts';
import type { Resource } from '../../release/manifest.ts';
import { valueAt, type Place } from '../../release/places.ts';
import { asObject, type Json, type JsonObject } from '../../spec/json.ts';
import { CONFIG_FILE } from '../platform/config-at.ts';
import { nativeBody } from '../platform/render.ts';

/** Where a source stands in the repository. */
export interface Origin {
  readonly file: string;
  /** Of the source in the file's value. */
  readonly place: Place;
}

// No path of a repository begins with a slash, so no native file is called so.
const OVERLAY = '/overlay';
const OWN = '/block';

/** One API in one environment, with the text of the repository that it is made from. */
export interface ApiText {
  readonly api: string;
  readonly environment: string;
  readonly config: SluiceConfig;
  /** File → text: the configuration and the API's native files. */
  readonly texts: ReadonlyMap<string, string>;
}

/** What may be edited for it, by name; of the configuration nothing but what is this API's own. */
export function originsOf({ api, environment, config, texts }: ApiText): ReadonlyMap<string, Origin> {
  const index = (config.apis ?? []).findIndex(({ name }) => name === api);
  const blocks: [string, Origin][] = [
    [OVERLAY, { file: CONFIG_FILE, place: ['environments', environment, 'overlays', api, 'gateway'] }],
    [OWN, { file: CONFIG_FILE, place: ['apis', index, 'gateway'] }],
  ];
  const files = Object.values(config.apis?.[index]?.native ?? {}).flat();
  const native = [...new Set(files)].map((file): [string, Origin] => [file, { file, place: [] }]);
  return new Map([...blocks, ...native].filter(([, origin]) => valueOf(texts, origin) !== undefined));
}

export function valuesOf(texts: ReadonlyMap<string, string>, origins: ReadonlyMap<string, Origin>): Sources {
  return new Map([...origins].map(([name, origin]) => [name, valueOf(texts, origin) ?? null]));
}

function valueOf(texts: ReadonlyMap<string, string>, { file, place }: Origin): Json | undefined {
  const text = texts.get(file) ?? '';
  if (place.length === 0) return nativeBody(text, file);
  const read = readYaml(text, file);
  return read.ok ? valueAt(read.text.value as Json, place) : undefined;
}

export interface Rendering extends ApiText {
  readonly scope: Scope;
  readonly targets: readonly { readonly target: Target; readonly version: string | undefined }[];
  readonly description: JsonObject | undefined;
}

/** What sources become on the environment's targets. */
export function rendererOf(rendering: Rendering): AdoptQuestion['render'] {
  const { api, environment, scope, targets, description } = rendering;
  return (sources) => {
    const config = configWith(rendering, sources);
    const definition = config && effectiveApis(config, environment)[0];
    if (config === undefined) return undefined;
    if (definition === undefined) return [];
    const all: Resource[] = [];
    for (const { target, version } of targets) {
      const native = nativeFiles(config, api, target.name).map((file) => ({
        file,
        body: asObject(sources.get(file)) ?? {},
      }));
      if (definition.gateway === undefined && native.length === 0) continue;
      const rendered = target.render(scope, [{ definition, native, ...(description && { description }) }], version);
      if (!rendered.ok) return undefined;
      all.push(...onTarget(target.name, rendered.manifest.resources));
    }
    return all;
  };
}

/** Two targets may name their resources alike. */
export function onTarget(target: string, resources: readonly Resource[]): Resource[] {
  return resources.map((resource) => ({ ...resource, id: `${resource.id} on ${target}` }));
}

/** The configuration with this API alone; undefined where a block is not valid. */
function configWith({ api: name, environment, config }: ApiText, sources: Sources): SluiceConfig | undefined {
  const own = gatewaySchema.optional().safeParse(sources.get(OWN));
  const overlay = gatewaySchema.optional().safeParse(sources.get(OVERLAY));
  if (!own.success || !overlay.success) return undefined;
  const about = config.environments?.[environment];
  const apis = (config.apis ?? [])
    .filter((api) => api.name === name)
    .map((api) => ({ ...api, ...(own.data && { gateway: own.data }) }));
  const overlays = overlay.data === undefined ? {} : { [name]: { gateway: overlay.data } };
  return { ...config, apis, environments: about === undefined ? {} : { [environment]: { ...about, overlays } } };
}
