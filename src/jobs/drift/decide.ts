import { adopt, differences, nameOf } from '../../release/adopt.ts';
import { ofApi, type Resource } from '../../release/manifest.ts';
import type { Place } from '../../release/places.ts';
import type { Json } from '../../spec/json.ts';
import type { TargetLook } from './look.ts';
import { onTarget, originsOf, rendererOf, valuesOf, type Rendering } from './sources.ts';

export interface Refused {
  readonly ok: false;
  readonly reason: string;
}

export function refused(reason: string): Refused {
  return { ok: false, reason };
}

/** One place of a file that is set, or taken out where `value` is absent. */
export interface FileEdit {
  readonly file: string;
  readonly place: Place;
  readonly value?: Json;
}

export type Decided = { readonly ok: true; readonly edits: readonly FileEdit[] } | Refused;

/** What was deployed must be what git says: otherwise taking over what live has would take back what git has since. */
export function decide(rendering: Rendering, looks: readonly TargetLook[]): Decided {
  const { api, texts } = rendering;
  const origins = originsOf(rendering);
  const sources = valuesOf(texts, origins);
  const render = rendererOf(rendering);
  const side = (of: 'live' | 'deployed'): Resource[] =>
    looks.flatMap((look) => (look.ok ? onTarget(look.name, ofApi(look[of], api)) : []));
  const moved = differences(render(sources) ?? [], side('deployed'))[0];
  if (moved !== undefined) {
    return refused(`Git says something else of ${api} than was deployed: ${nameOf(moved)}. Release that first.`);
  }
  const adopted = adopt({ sources, render, live: side('live') });
  if (!adopted.ok) return refused(`${adopted.reason}.`);
  const edits = adopted.edits.flatMap(({ source, place, value }): FileEdit[] => {
    const origin = origins.get(source);
    if (origin === undefined) return [];
    return [{ file: origin.file, place: [...origin.place, ...place], ...(value !== undefined && { value }) }];
  });
  const shared = edits.flatMap(({ file }) => othersOf(rendering, file).map((other) => ({ file, other })))[0];
  if (shared !== undefined) return refused(`${shared.file} makes ${shared.other} too, which would change with ${api}.`);
  return { ok: true, edits };
}

/** Other APIs that a native file makes. */
function othersOf({ api, config }: Rendering, file: string): string[] {
  const others = (config.apis ?? []).filter(({ name, native }) => {
    return name !== api && Object.values(native ?? {}).some((files) => files.includes(file));
  });
  return others.map(({ name }) => name);
}
