import { effectiveApis, environmentOrder } from '../config/effective.ts';
import type { ApiConfig, SluiceConfig } from '../config/sluice-config.ts';
import { canonicalJson, type Json } from '../spec/json.ts';

export interface AffectedInput {
  readonly base: SluiceConfig;
  readonly head: SluiceConfig;
  /** Every path that was added, removed, changed, or renamed from or to. */
  readonly changed: ReadonlySet<string>;
  /** Root files of descriptions whose other files changed, on either side. */
  readonly throughReferences: ReadonlySet<string>;
}

export interface AffectedApi {
  readonly name: string;
  readonly base?: ApiConfig;
  readonly head?: ApiConfig;
}

/** The configured APIs that a change can mean something to: by their files, their block, or what the defaults make of it. */
export function affectedApis(input: AffectedInput): AffectedApi[] {
  const base = new Map((input.base.apis ?? []).map((api) => [api.name, api]));
  const head = new Map((input.head.apis ?? []).map((api) => [api.name, api]));
  const effectiveBase = effectiveByApi(input.base);
  const effectiveHead = effectiveByApi(input.head);
  return [...new Set([...head.keys(), ...base.keys()])]
    .filter(
      (name) =>
        effectiveBase.get(name) !== effectiveHead.get(name) ||
        touches(base.get(name), input) ||
        touches(head.get(name), input),
    )
    .map((name) => {
      const [before, after] = [base.get(name), head.get(name)];
      return { name, ...(before && { base: before }), ...(after && { head: after }) };
    });
}

function touches(api: ApiConfig | undefined, { changed, throughReferences }: AffectedInput): boolean {
  if (api === undefined) return false;
  if (api.spec !== undefined && (changed.has(api.spec) || throughReferences.has(api.spec))) return true;
  return Object.values(api.native ?? {})
    .flat()
    .some((file) => changed.has(file));
}

/** API → one text of what it is in every environment; the order and the targets of environments are part of it. */
function effectiveByApi(config: SluiceConfig): Map<string, string> {
  const texts = new Map<string, string[]>();
  for (const api of config.apis ?? []) texts.set(api.name, [canonicalJson(plain(api))]);
  for (const environment of environmentOrder(config)) {
    const targets = config.environments?.[environment]?.targets ?? [];
    for (const api of effectiveApis(config, environment)) {
      texts.get(api.name)?.push(`${environment} ${targets.join(' ')} ${canonicalJson(plain(api))}`);
    }
  }
  return new Map([...texts].map(([name, parts]) => [name, parts.join('\n')]));
}

/** Without the keys that hold undefined. */
function plain(value: object): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}

/** API → the APIs that it depends on directly. */
export function dependencies(config: SluiceConfig): Map<string, readonly string[]> {
  return new Map((config.apis ?? []).map((api) => [api.name, api.dependsOn ?? []]));
}
