import { loadSluiceConfig } from '../../config/load.ts';
import { isGitHubError } from '../../github/errors.ts';
import { ensureCurrentPull } from '../../github/pull-writer.ts';
import { dependencies } from '../../release/affected.ts';
import { editedText } from '../../release/edited-text.ts';
import { dependantsOf } from '../../release/holds.ts';
import { renderAdoptPull } from '../../review/render/adopt.ts';
import type { AdoptFacts } from '../../review/report-facts.ts';
import { changeRecord, type CommandContext } from '../command/context.ts';
import { CONFIG_FILE, configAt, type ConfigAt } from '../platform/config-at.ts';
import { textsOf } from '../platform/fetch-file.ts';
import { scopeOf } from '../platform/render.ts';
import type { ReleaseContext } from '../release/context.ts';
import { outlinesAt } from '../release/desired.ts';
import { decide, refused, type Refused } from './decide.ts';
import { driftFacts } from './facts.ts';
import { lookForDrift, type EnvironmentLook } from './look.ts';
import type { Rendering } from './sources.ts';
import { driftState } from './state.ts';

/** What was not adopted of an API, which stays drift. */
type Left = AdoptFacts['left'][number];

/** `pull` is absent where nothing differs. */
export type AdoptedDrift =
  | { readonly ok: true; readonly apis: readonly string[]; readonly left: readonly Left[]; readonly pull?: number }
  | Refused;

/**
 * One pull request for an environment that makes git say what its gateways have, each API whole or not at all: half of what somebody did to
 * one by hand is something that nobody meant. What cannot be adopted stays drift: merging releases nothing of it, or nothing is adopted.
 * Nothing is written to a gateway. Asked again, the open one is brought up to date.
 */
export async function adoptDrift(command: CommandContext, environment: string): Promise<AdoptedDrift> {
  const read = await command.record.read();
  if (!read.ok) return refused(read.message);
  const context: ReleaseContext = { ...command, view: read.view };
  const look = await lookForDrift(context, environment);
  if (!look.ok) return look;
  const unread = look.targets.find((target) => !target.ok);
  if (unread?.ok === false) return refused(`${unread.name} could not be read: ${unread.message}`);
  const drifted = [...new Set(look.drifted.map(({ api }) => api))].sort();
  if (drifted.length === 0) return { ok: true, apis: drifted, left: [] };
  const found = await editsFor(context, command.head, look, drifted);
  if (!found.ok) return found;
  const { apis, left, places, texts } = found;
  if (apis.length === 0) return refused(left.map(({ reason }) => reason).join(' '));
  const kept = left.find(({ api }) => isInEveryRelease(context, look, api));
  if (kept !== undefined)
    return refused(`${kept.api} is held: a release of the rest would put it back. ${kept.reason}`);
  const facts = driftFacts(context, only(look, apis), await driftState(read.view, environment), new Map());
  const opened = facts.targets.flatMap((target) => target.opened);
  const asked = { pull: command.comment.issue, by: command.comment.author };
  return openPull(command, { environment, apis, left, opened, asked, places }, texts);
}

/** A hold keeps an API and what depends on it at last good: whatever is released, they are written with it. */
function isInEveryRelease({ config }: ReleaseContext, { state }: EnvironmentLook, api: string): boolean {
  const held = state.holds.map((hold) => hold.api);
  const pinned = Object.keys(state.current?.pins ?? {});
  return [...held, ...pinned, ...dependantsOf(held, dependencies(config)).keys()].includes(api);
}

function only(look: EnvironmentLook, apis: readonly string[]): EnvironmentLook {
  const targets = look.targets.map((target) =>
    target.ok ? { ...target, drifted: target.drifted.filter(({ api }) => apis.includes(api)) } : target,
  );
  return { ...look, targets, drifted: targets.flatMap((target) => (target.ok ? target.drifted : [])) };
}

interface Edited {
  readonly ok: true;
  readonly apis: readonly string[];
  readonly left: readonly Left[];
  /** File → text, of those that change. */
  readonly texts: ReadonlyMap<string, string>;
  readonly places: AdoptFacts['places'];
}

async function editsFor(
  context: ReleaseContext,
  head: string,
  look: EnvironmentLook,
  drifted: readonly string[],
): Promise<Edited | Refused> {
  const at = await configAt(context.repo, head);
  if (!at.ok) return refused(`${CONFIG_FILE} cannot be read: ${at.problems[0]?.message ?? ''}`);
  const targets = await versionsOf(look, context.signal);
  const apis: string[] = [];
  const left: Left[] = [];
  const places: AdoptFacts['places'][number][] = [];
  let texts: Texts = new Map();
  for (const api of drifted) {
    const made = await renderingOf(context, at, { environment: look.environment, targets }, api);
    const edited = made.ok ? editedBy(made.rendering, look, texts) : made;
    if (!edited.ok) {
      left.push({ api, reason: edited.reason });
      continue;
    }
    apis.push(api);
    places.push(...edited.places);
    texts = edited.texts;
  }
  return { ok: true, apis, left, texts, places };
}

type Texts = ReadonlyMap<string, string>;

type OneEdited = { readonly ok: true; readonly texts: Texts; readonly places: AdoptFacts['places'] } | Refused;

/** The texts with one API's edits besides. */
function editedBy(rendering: Rendering, look: EnvironmentLook, before: Texts): OneEdited {
  const decided = decide(rendering, look.targets);
  if (!decided.ok) return decided;
  const texts = new Map(before);
  for (const { file, place, value } of decided.edits) {
    const text = editedText(texts.get(file) ?? rendering.texts.get(file) ?? '', place, value);
    if (text === undefined) {
      return refused(`${place.join('.')} of ${file} could not be written without touching the rest of the file.`);
    }
    texts.set(file, text);
  }
  const config = texts.get(CONFIG_FILE);
  const loaded = config === undefined ? undefined : loadSluiceConfig(config, CONFIG_FILE);
  if (loaded?.ok === false) return refused(`${CONFIG_FILE} would not be valid: ${loaded.problems[0]?.message ?? ''}`);
  return { ok: true, texts, places: decided.edits.map(({ file, place }) => ({ file, place: place.join('.') })) };
}

/** The targets that can be read, each asked once for its version. */
function versionsOf({ targets }: EnvironmentLook, signal: AbortSignal): Promise<Rendering['targets']> {
  const usable = targets.flatMap((look) => (look.ok ? [look.target] : []));
  return Promise.all(usable.map(async (target) => ({ target, version: await target.version?.(signal) })));
}

type MadeRendering = { readonly ok: true; readonly rendering: Rendering } | Refused;

async function renderingOf(
  context: ReleaseContext,
  { commit, config }: Extract<ConfigAt, { ok: true }>,
  { environment, targets }: Pick<Rendering, 'environment' | 'targets'>,
  api: string,
): Promise<MadeRendering> {
  const { repo } = context;
  const outlines = await outlinesAt(context, commit, config, [api]);
  if (!outlines.ok) return outlines;
  const readText = textsOf(repo, commit);
  const native = Object.values(config.apis?.find(({ name }) => name === api)?.native ?? {}).flat();
  const texts = new Map<string, string>();
  for (const file of [CONFIG_FILE, ...native]) texts.set(file, (await readText(file)) ?? '');
  const scope = scopeOf(repo, environment);
  return {
    ok: true,
    rendering: { api, environment, config, texts, scope, targets, description: outlines.byApi.get(api) },
  };
}

async function openPull(command: CommandContext, facts: AdoptFacts, texts: Texts): Promise<AdoptedDrift> {
  const { repo, head } = command;
  const { environment, apis, left } = facts;
  const name = `adopt-${environment}`;
  try {
    const { number } = await ensureCurrentPull(repo, {
      key: name,
      branch: `sluice/${name}`,
      base: repo.defaultBranch,
      baseSha: head,
      ...renderAdoptPull(facts),
      message: `Adopt ${apis.join(', ')} as live in ${environment}`,
      changes: [...texts].map(([path, text]) => ({ path, content: Buffer.from(text) })),
    });
    await recordAdopted(command, facts, number);
    return { ok: true, apis, left, pull: number };
  } catch (error) {
    if (!isGitHubError(error, 'conflict')) throw error;
    return refused(`${error.reason}.`);
  }
}

const MOST_PLACES = 20;

/** Where the pull request was opened and this could not be written, the comment is answered again, and the same pull request found. */
async function recordAdopted(
  command: CommandContext,
  { environment, apis, left, places }: AdoptFacts,
  pull: number,
): Promise<void> {
  const shown = places.slice(0, MOST_PLACES).map(({ file, place }) => `${place} in ${file}`);
  const more = places.length - shown.length;
  const what = [...shown, ...(more > 0 ? [`${more} more`] : [])].join(', ');
  const rest = left.length === 0 ? '' : `; not ${left.map(({ api }) => api).join(', ')}`;
  const detail = `#${pull} makes git say what serves of ${apis.join(', ')} in ${environment}: ${what}${rest}`;
  const written = await changeRecord(command, 'drift.adopt', () => Promise.resolve({ ok: true, files: {}, detail }));
  if (!written.ok) throw new Error(`What #${pull} adopts could not be recorded: ${written.message}`);
}
