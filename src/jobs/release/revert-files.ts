import { loadSluiceConfig } from '../../config/load.ts';
import { replaceApiBlock } from '../../config/edit.ts';
import { effectiveApis } from '../../config/effective.ts';
import type { SluiceConfig } from '../../config/sluice-config.ts';
import type { Repo } from '../../github/repo.ts';
import { snapshotAt, type FileRead } from '../../github/snapshot.ts';
import { inspect } from '../inspect/run.ts';
import { CONFIG_FILE, configAt, type ConfigAt } from '../platform/config-at.ts';
import { fetchFrom } from '../platform/fetch-file.ts';
import { today, type Services } from '../services.ts';

export interface FileChange {
  readonly path: string;
  /** Null: the file goes. */
  readonly content: Uint8Array | null;
  readonly action: 'restored' | 'removed' | 'edited';
}

export type RevertFiles =
  { readonly ok: true; readonly changes: readonly FileChange[] } | { readonly ok: false; readonly reason: string };

export interface RevertInput {
  readonly services: Services;
  readonly repo: Repo;
  readonly environment: string;
  readonly tip: string;
  /** API → the commit whose files are good; null: it was not there. */
  readonly apis: ReadonlyMap<string, string | null>;
  readonly signal: AbortSignal;
}

/**
 * What has to change on the branch's tip so that these APIs' files are as they were when they were good: their
 * descriptions with all files those are made of, their native files, their block in the configuration. Other APIs' text
 * stays as it is.
 */
export async function revertFiles(input: RevertInput): Promise<RevertFiles> {
  const tip = await configAt(input.repo, input.tip);
  if (!tip.ok) return { ok: false, reason: `${CONFIG_FILE} of the branch's tip cannot be read` };
  const goods = new Map<string, Readable>();
  for (const commit of new Set([...input.apis.values()].filter((each) => each !== null))) {
    const good = await configAt(input.repo, commit);
    if (!good.ok) return { ok: false, reason: `${CONFIG_FILE} of ${commit.slice(0, 7)} cannot be read` };
    goods.set(commit, good);
  }
  const changes = await fileChanges(input, tip, goods);
  const edited = editConfig(input, tip.text, goods);
  if (!edited.ok) return edited;
  if (edited.text !== undefined && edited.text !== tip.text)
    changes.push({ path: CONFIG_FILE, content: Buffer.from(edited.text), action: 'edited' });
  return { ok: true, changes };
}

type Readable = Extract<ConfigAt, { ok: true }>;

/** The good commits, each with the APIs that go back to it. */
function byCommit({ apis }: RevertInput): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [api, commit] of apis) if (commit !== null) found.set(commit, [...(found.get(commit) ?? []), api]);
  return found;
}

async function fileChanges(
  input: RevertInput,
  tip: Readable,
  goods: ReadonlyMap<string, Readable>,
): Promise<FileChange[]> {
  const { files: now } = await filesOf(input, input.tip, tip.config, [...input.apis.keys()]);
  const wanted = new Map<string, Extract<FileRead, { kind: 'file' }>>();
  for (const [commit, apis] of byCommit(input)) {
    const { files: then } = await filesOf(input, commit, goods.get(commit)?.config ?? {}, apis);
    const inQuestion = apis.flatMap((api) => [...(now.get(api) ?? []), ...(then.get(api) ?? [])]);
    for (const [path, read] of await snapshotAt(input.repo, commit).files([...new Set(inQuestion)]))
      if (read.kind === 'file') wanted.set(path, read);
  }
  const paths = new Set([...[...now.values()].flat(), ...wanted.keys()]);
  const atTip = await snapshotAt(input.repo, input.tip).files([...paths]);
  const changes: FileChange[] = [];
  const leftOver: string[] = [];
  for (const path of paths) {
    const [good, there] = [wanted.get(path), atTip.get(path)];
    const sha = there?.kind === 'file' ? there.sha : undefined;
    if (good === undefined && sha !== undefined) leftOver.push(path);
    if (good !== undefined && good.sha !== sha) changes.push({ path, content: good.bytes, action: 'restored' });
  }
  return [...changes, ...(await removals(input, tip.config, leftOver))];
}

/** A file that another API is made of too, or may be, is never removed. Only asked where something might be. */
async function removals(input: RevertInput, config: SluiceConfig, paths: readonly string[]): Promise<FileChange[]> {
  if (paths.length === 0) return [];
  const others = (config.apis ?? []).map(({ name }) => name).filter((name) => !input.apis.has(name));
  const { isAll, files } = await filesOf(input, input.tip, config, others);
  if (!isAll) return [];
  const shared = new Set([...files.values()].flat());
  return paths.filter((path) => !shared.has(path)).map((path) => ({ path, content: null, action: 'removed' }));
}

interface Files {
  /** False where the descriptions cannot be followed: then only what the configuration names is in it. */
  readonly isAll: boolean;
  readonly files: ReadonlyMap<string, readonly string[]>;
}

/** API → its files at a commit: its description with what it refers to, and its native files. */
async function filesOf(
  input: RevertInput,
  commit: string,
  { apis = [] }: SluiceConfig,
  names: readonly string[],
): Promise<Files> {
  const wanted = new Set(names);
  const found = apis.filter(({ name }) => wanted.has(name));
  const described = found.flatMap(({ name, spec }) => (spec === undefined ? [] : [{ name, head: spec }]));
  const request = { apis: described, packs: [], today: today(input.services) };
  const inspected =
    described.length === 0 ? undefined : await inspect(request, fetchFrom(input.repo, { head: commit }), input.signal);
  const closures = new Map(inspected?.ok === true ? inspected.apis.map(({ name, files }) => [name, files.head]) : []);
  const files = new Map(
    found.map(({ name, spec, native }) => {
      const own = [...(spec === undefined ? [] : [spec]), ...Object.values(native ?? {}).flat()];
      return [name, [...new Set([...own, ...(closures.get(name) ?? [])])]] as const;
    }),
  );
  return { isAll: inspected?.ok !== false, files };
}

type Edited =
  { readonly ok: true; readonly text: string | undefined } | { readonly ok: false; readonly reason: string };

/** The APIs' blocks as they were; where that is not enough (defaults or an environment changed with them), it is said, not guessed. */
function editConfig(
  { apis, environment }: RevertInput,
  tip: string | undefined,
  goods: ReadonlyMap<string, Readable>,
): Edited {
  if (tip === undefined) return { ok: true, text: tip };
  let text = tip;
  for (const [api, commit] of apis) {
    const edited = replaceApiBlock(text, goods.get(commit ?? '')?.text ?? '', api);
    if (!edited.ok) return edited;
    text = edited.text;
  }
  const loaded = loadSluiceConfig(text, CONFIG_FILE);
  if (!loaded.ok)
    return { ok: false, reason: `${CONFIG_FILE} would not be valid: ${loaded.problems[0]?.message ?? ''}` };
  const is = effectiveTexts(loaded.config, environment);
  const was = new Map([...goods].map(([commit, { config }]) => [commit, effectiveTexts(config, environment)]));
  const other = [...apis].find(([api, commit]) => is.get(api) !== was.get(commit ?? '')?.get(api))?.[0];
  if (other === undefined) return { ok: true, text };
  return {
    ok: false,
    reason: `the block of ${other} alone does not bring its last good state back: defaults or ${environment} changed with it in ${CONFIG_FILE}`,
  };
}

/** API → what its block comes to in an environment. */
function effectiveTexts(config: SluiceConfig, environment: string): Map<string, string> {
  return new Map(
    effectiveApis(config, environment).map(({ name, gateway, spec }) => [
      name,
      JSON.stringify([gateway ?? null, spec ?? null]),
    ]),
  );
}
