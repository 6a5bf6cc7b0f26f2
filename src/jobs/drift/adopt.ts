import { loadSluiceConfig } from '../../config/load.ts';
import { isGitHubError } from '../../github/errors.ts';
import { ensureCurrentPull } from '../../github/pull-writer.ts';
import { editedText } from '../../release/edited-text.ts';
import { renderAdoptPull } from '../../review/render/adopt.ts';
import type { AdoptFacts } from '../../review/report-facts.ts';
import type { CommandContext } from '../command/context.ts';
import { CONFIG_FILE, configAt } from '../platform/config-at.ts';
import { textsOf } from '../platform/fetch-file.ts';
import { scopeOf } from '../platform/render.ts';
import type { ReleaseContext } from '../release/context.ts';
import { outlinesAt } from '../release/desired.ts';
import { decide, refused, type Refused } from './decide.ts';
import { driftFacts } from './facts.ts';
import { lookForDrift, type EnvironmentLook } from './look.ts';
import type { Rendering } from './sources.ts';
import { driftState } from './state.ts';

/** `pull` is absent where nothing differs. */
export type AdoptedDrift = { readonly ok: true; readonly apis: readonly string[]; readonly pull?: number } | Refused;

/**
 * One pull request for an environment that makes git say what its gateways have, whole or not at all: half of what somebody did by hand is
 * something that nobody meant. Nothing is written to a gateway. Asked again, the open one is brought up to date.
 */
export async function adoptDrift(command: CommandContext, environment: string): Promise<AdoptedDrift> {
  const read = await command.record.read();
  if (!read.ok) return refused(read.message);
  const context: ReleaseContext = { ...command, view: read.view };
  const look = await lookForDrift(context, environment);
  if (!look.ok) return look;
  const unread = look.targets.find((target) => !target.ok);
  if (unread?.ok === false) return refused(`${unread.name} could not be read: ${unread.message}`);
  const apis = [...new Set(look.drifted.map(({ api }) => api))].sort();
  if (apis.length === 0) return { ok: true, apis };
  const found = await editsFor(context, command.head, look, apis);
  if (!found.ok) return found;
  const facts = driftFacts(context, look, await driftState(read.view, environment), new Map());
  const opened = facts.targets.flatMap((target) => target.opened);
  const asked = { pull: command.comment.issue, by: command.comment.author };
  return openPull(command, { environment, apis, opened, asked, places: found.places }, found.texts);
}

interface Edited {
  readonly ok: true;
  /** File → text, of those that change. */
  readonly texts: ReadonlyMap<string, string>;
  readonly places: AdoptFacts['places'];
}

async function editsFor(
  context: ReleaseContext,
  head: string,
  look: EnvironmentLook,
  apis: readonly string[],
): Promise<Edited | Refused> {
  const made = await renderings(context, head, look, apis);
  if (!made.ok) return made;
  const texts = new Map<string, string>();
  const places: AdoptFacts['places'][number][] = [];
  for (const rendering of made.renderings) {
    const decided = decide(rendering, look.targets);
    if (!decided.ok) return decided;
    for (const { file, place, value } of decided.edits) {
      const text = editedText(texts.get(file) ?? rendering.texts.get(file) ?? '', place, value);
      if (text === undefined) {
        return refused(`${place.join('.')} of ${file} could not be written without touching the rest of the file.`);
      }
      texts.set(file, text);
      places.push({ file, place: place.join('.') });
    }
  }
  const config = texts.get(CONFIG_FILE);
  const loaded = config === undefined ? undefined : loadSluiceConfig(config, CONFIG_FILE);
  if (loaded?.ok === false) return refused(`${CONFIG_FILE} would not be valid: ${loaded.problems[0]?.message ?? ''}`);
  return { ok: true, texts, places };
}

type Renderings = { readonly ok: true; readonly renderings: readonly Rendering[] } | Refused;

async function renderings(
  context: ReleaseContext,
  head: string,
  { environment, targets: looks }: EnvironmentLook,
  apis: readonly string[],
): Promise<Renderings> {
  const { repo, signal } = context;
  const at = await configAt(repo, head);
  if (!at.ok) return refused(`${CONFIG_FILE} cannot be read: ${at.problems[0]?.message ?? ''}`);
  const { config } = at;
  const outlines = await outlinesAt(context, head, config, apis);
  if (!outlines.ok) return outlines;
  const usable = looks.flatMap((look) => (look.ok ? [look.target] : []));
  const targets = await Promise.all(
    usable.map(async (target) => ({ target, version: await target.version?.(signal) })),
  );
  const scope = scopeOf(repo, environment);
  const readText = textsOf(repo, head);
  const made = apis.map(async (api): Promise<Rendering> => {
    const native = Object.values(config.apis?.find(({ name }) => name === api)?.native ?? {}).flat();
    const texts = new Map<string, string>();
    for (const file of [CONFIG_FILE, ...native]) texts.set(file, (await readText(file)) ?? '');
    return { api, environment, config, texts, scope, targets, description: outlines.byApi.get(api) };
  });
  return { ok: true, renderings: await Promise.all(made) };
}

async function openPull(
  { repo, head }: CommandContext,
  facts: AdoptFacts,
  texts: Edited['texts'],
): Promise<AdoptedDrift> {
  const { environment, apis } = facts;
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
    return { ok: true, apis, pull: number };
  } catch (error) {
    if (!isGitHubError(error, 'conflict')) throw error;
    return refused(`${error.reason}.`);
  }
}
