import { effectiveApis, nativeFiles } from '../../config/effective.ts';
import { loadSluiceConfig } from '../../config/load.ts';
import type { LeftOut } from '../../gateway/importer.ts';
import type { Scope, Target } from '../../gateway/target.ts';
import { nativeBody } from '../../jobs/platform/render.ts';
import { PlanError } from '../../release/make-plan.ts';
import type { Manifest } from '../../release/manifest.ts';
import { configText, type NamedApi } from './files.ts';

export interface Deployable {
  readonly apis: readonly NamedApi[];
  readonly manifest: Manifest;
  readonly left: readonly LeftOut[];
}

/**
 * What a review takes of these files: they are read and rendered as a review does it. What it would refuse is left out, and so is what
 * cannot be there without that.
 */
export async function deployable(
  target: Target,
  scope: Scope,
  environment: string,
  apis: readonly NamedApi[],
  signal: AbortSignal,
): Promise<Deployable> {
  const version = await target.version?.(signal);
  let rest = apis;
  const left: LeftOut[] = [];
  for (;;) {
    const found = problemsOf(target, scope, environment, rest, version);
    if (found.ok) return { apis: rest, manifest: found.manifest, left };
    const names = new Set(found.problems.map(({ api }) => api));
    const gone = rest.filter(({ name }) => names.has(name));
    if (gone.length === 0) throw new Error(found.problems.map(({ message }) => message).join('; '));
    for (const { name, title } of gone) {
      const message = found.problems.find(({ api }) => api === name)?.message ?? '';
      left.push({ what: title, why: `a review would refuse it: ${message.replace(/\.$/, '')}` });
    }
    rest = rest.filter(({ name }) => !names.has(name));
    for (const api of rest.filter(({ dependsOn }) => dependsOn.some((other) => names.has(other)))) {
      left.push({ what: api.title, why: 'it names something that is left out' });
      rest = rest.filter((other) => other !== api);
    }
  }
}

interface Problem {
  readonly api: string;
  readonly message: string;
}

type Rendered =
  { readonly ok: true; readonly manifest: Manifest } | { readonly ok: false; readonly problems: readonly Problem[] };

function problemsOf(
  target: Target,
  scope: Scope,
  environment: string,
  apis: readonly NamedApi[],
  version: string | undefined,
): Rendered {
  const loaded = loadSluiceConfig(configText(target.name, environment, apis), 'sluice.yaml');
  if (!loaded.ok) throw new Error(loaded.problems.map(({ message }) => message).join('; '));
  const texts = new Map(apis.flatMap(({ files }) => [...files]));
  const problems: Problem[] = [];
  const desired = effectiveApis(loaded.config, environment).map((definition) => {
    const native = nativeFiles(loaded.config, definition.name, target.name).flatMap((file) => {
      const body = nativeBody(texts.get(file) ?? '', file);
      if (body === undefined) problems.push({ api: definition.name, message: `${file} is larger than a file may be` });
      return body === undefined ? [] : [{ file, body }];
    });
    return { definition, native };
  });
  if (problems.length > 0) return { ok: false, problems };
  const rendered = target.render(scope, desired, version);
  if (!rendered.ok) return rendered;
  return ordered(target, rendered.manifest);
}

/** What names something that is not there can be brought into no order. */
function ordered(target: Target, manifest: Manifest): Rendered {
  try {
    target.plan({ target: target.name, resources: [] }, manifest);
    return { ok: true, manifest };
  } catch (error) {
    if (!(error instanceof PlanError)) throw error;
    const { ids, message } = error;
    const among = manifest.resources.filter(({ id }) => ids.includes(id));
    return { ok: false, problems: among.map(({ api }) => ({ api, message })) };
  }
}
