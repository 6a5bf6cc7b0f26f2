import { loadSluiceConfig } from '../../config/load.ts';
import { replaceApiBlock } from '../../config/edit.ts';
import { effectiveApis } from '../../config/effective.ts';
import type { SluiceConfig } from '../../config/sluice-config.ts';
import type { Repo } from '../../github/repo.ts';
import { snapshotAt } from '../../github/snapshot.ts';
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
  const changes = new Map<string, FileChange>();
  let text = tip.text;
  for (const [api, commit] of input.apis) {
    const good = commit === null ? undefined : await configAt(input.repo, commit);
    if (good?.ok === false) return { ok: false, reason: `${CONFIG_FILE} of ${good.commit.slice(0, 7)} cannot be read` };
    for (const change of await fileChanges(input, api, commit, tip.config, good?.config ?? {}))
      changes.set(change.path, change);
    const edited = editConfig(input.environment, api, text, good);
    if (!edited.ok) return edited;
    text = edited.text;
  }
  if (text !== undefined && text !== tip.text) {
    changes.set(CONFIG_FILE, { path: CONFIG_FILE, content: Buffer.from(text), action: 'edited' });
  }
  return { ok: true, changes: [...changes.values()] };
}

async function fileChanges(
  input: RevertInput,
  api: string,
  commit: string | null,
  tip: SluiceConfig,
  good: SluiceConfig,
): Promise<FileChange[]> {
  const now = await filesOf(input, api, input.tip, tip);
  const then = commit === null ? [] : await filesOf(input, api, commit, good);
  const shared = await filesOfOthers(input, api, tip, now);
  const [atTip, atGood] = await Promise.all([
    snapshotAt(input.repo, input.tip).files([...new Set([...now, ...then])]),
    commit === null
      ? new Map<string, undefined>()
      : snapshotAt(input.repo, commit).files([...new Set([...now, ...then])]),
  ]);
  return [...new Set([...now, ...then])].flatMap((path): FileChange[] => {
    const before = atTip.get(path);
    const wanted = atGood.get(path);
    const sha = before?.kind === 'file' ? before.sha : undefined;
    if (wanted?.kind === 'file') {
      return wanted.sha === sha ? [] : [{ path, content: wanted.bytes, action: 'restored' }];
    }
    return sha === undefined || shared.has(path) ? [] : [{ path, content: null, action: 'removed' }];
  });
}

/** All files of one API at a commit: its description with what it refers to, and its native files. */
async function filesOf(input: RevertInput, api: string, commit: string, config: SluiceConfig): Promise<string[]> {
  const found = config.apis?.find(({ name }) => name === api);
  const native = Object.values(found?.native ?? {}).flat();
  if (found?.spec === undefined) return native;
  const request = { apis: [{ name: api, head: found.spec }], packs: [], today: today(input.services) };
  const inspected = await inspect(request, fetchFrom(input.repo, { head: commit }), input.signal);
  const closure = inspected.ok ? (inspected.apis[0]?.files.head ?? []) : [];
  return [...new Set([found.spec, ...closure, ...native])];
}

/** Files that another API is made of too: those are never removed. Only asked where something might be. */
async function filesOfOthers(
  input: RevertInput,
  api: string,
  config: SluiceConfig,
  files: readonly string[],
): Promise<Set<string>> {
  if (files.length <= 1)
    return new Set((config.apis ?? []).filter(({ name }) => name !== api).flatMap(({ spec }) => spec ?? []));
  const others = (config.apis ?? []).filter(({ name }) => name !== api && !input.apis.has(name));
  const lists = await Promise.all(others.map(({ name }) => filesOf(input, name, input.tip, config)));
  return new Set(lists.flat());
}

type Edited =
  { readonly ok: true; readonly text: string | undefined } | { readonly ok: false; readonly reason: string };

/** The API's block as it was; where that is not enough (defaults or an environment changed with it), it is said, not guessed. */
function editConfig(
  environment: string,
  api: string,
  text: string | undefined,
  good: Extract<ConfigAt, { ok: true }> | undefined,
): Edited {
  if (text === undefined) return { ok: true, text };
  const edited = replaceApiBlock(text, good?.text ?? '', api);
  if (!edited.ok) return edited;
  const loaded = loadSluiceConfig(edited.text, CONFIG_FILE);
  if (!loaded.ok)
    return { ok: false, reason: `${CONFIG_FILE} would not be valid: ${loaded.problems[0]?.message ?? ''}` };
  const is = effectiveText(loaded.config, environment, api);
  const was = effectiveText(good?.config ?? {}, environment, api);
  if (is === was) return { ok: true, text: edited.text };
  return {
    ok: false,
    reason: `the block of ${api} alone does not bring its last good state back: defaults or ${environment} changed with it in ${CONFIG_FILE}`,
  };
}

function effectiveText(config: SluiceConfig, environment: string, api: string): string {
  const found = effectiveApis(config, environment).find(({ name }) => name === api);
  return JSON.stringify([found?.gateway ?? null, found?.spec ?? null]);
}
