import { effectiveApis, nativeFiles } from '../../config/effective.ts';
import type { SluiceConfig } from '../../config/sluice-config.ts';
import { readYaml } from '../../config/yaml-text.ts';
import type { DesiredApi, RenderProblem, Scope, Target } from '../../gateway/target.ts';
import type { Repo } from '../../github/repo.ts';
import { snapshotAt } from '../../github/snapshot.ts';
import type { ApiContent } from '../../release/compose.ts';
import { ofApi } from '../../release/manifest.ts';
import { asObject, type Json, type JsonObject } from '../../spec/json.ts';

export function scopeOf(repo: Pick<Repo, 'fullName'>, environment: string): Scope {
  return { owner: `${repo.fullName}@${environment}` };
}

export interface RenderInput {
  readonly repo: Repo;
  readonly commit: string;
  readonly config: SluiceConfig;
  readonly environment: string;
  /** Those to render; one that the configuration does not have (any more) becomes empty content. */
  readonly apis: readonly string[];
  /** API → outline of its description. */
  readonly outlines: ReadonlyMap<string, JsonObject>;
  readonly targets: readonly Target[];
}

export interface Rendered {
  readonly content: ReadonlyMap<string, ApiContent>;
  readonly problems: readonly (RenderProblem & { readonly target: string })[];
}

export function canExpress({ problems }: Pick<Rendered, 'problems'>, target: string): boolean {
  return problems.every((problem) => problem.target !== target);
}

/** A gateway that says nothing by then is rendered for as the newest is: a review does not fail because a gateway is down. */
const versionTimeoutMs = 5000;

/** What the named APIs should be on every target of an environment, at one commit. */
export async function renderApis(input: RenderInput): Promise<Rendered> {
  const definitions = effectiveApis(input.config, input.environment).filter(({ name }) => input.apis.includes(name));
  const content = new Map<string, Record<string, ApiContent[string]>>(input.apis.map((api) => [api, {}]));
  const problems: (RenderProblem & { target: string })[] = [];
  for (const target of input.targets) {
    const native = await Promise.all(definitions.map(({ name }) => readNative(input, name, target.name)));
    problems.push(...native.flatMap((read) => read.problems.map((problem) => ({ ...problem, target: target.name }))));
    const desired = definitions.map((definition, index): DesiredApi => {
      const description = input.outlines.get(definition.name);
      return { definition, native: native[index]?.files ?? [], ...(description && { description }) };
    });
    const deployable = desired.filter(
      ({ definition, native: files }) => definition.gateway !== undefined || files.length > 0,
    );
    const version = await target.version?.(AbortSignal.timeout(versionTimeoutMs));
    const rendered = target.render(scopeOf(input.repo, input.environment), deployable, version);
    if (!rendered.ok) {
      problems.push(...rendered.problems.map((problem) => ({ ...problem, target: target.name })));
      continue;
    }
    for (const [api, byTarget] of content) byTarget[target.name] = ofApi(rendered.manifest, api);
  }
  return { content, problems };
}

interface NativeFiles {
  readonly files: { file: string; body: JsonObject }[];
  readonly problems: RenderProblem[];
}

async function readNative(input: RenderInput, api: string, target: string): Promise<NativeFiles> {
  const files: NativeFiles['files'] = [];
  const problems: RenderProblem[] = [];
  for (const file of nativeFiles(input.config, api, target)) {
    const read = await snapshotAt(input.repo, input.commit).file(file);
    const body = read.kind === 'file' ? nativeBody(Buffer.from(read.bytes).toString('utf8'), file) : undefined;
    if (body !== undefined) files.push({ file, body });
    else
      problems.push({
        api,
        field: `native.${target}`,
        message: `${file} could not be read as one YAML or JSON object`,
      });
  }
  return { files, problems };
}

/** What stands in a native file; undefined where that is not one YAML or JSON object. */
export function nativeBody(text: string, file: string): JsonObject | undefined {
  const parsed = readYaml(text, file);
  return parsed.ok ? asObject(parsed.text.value as Json) : undefined;
}
