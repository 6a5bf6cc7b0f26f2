import { setTimeout as sleep } from 'node:timers/promises';
import { makePlan } from '../../release/make-plan.ts';
import { contentHash, type Resource } from '../../release/manifest.ts';
import type { Plan } from '../../release/plan.ts';
import type { LiveProof, ReadResult, Receipt, Scope, Target, UsageResult } from '../target.ts';
import { access } from './access.ts';
import { conflictOf } from './conflicts.ts';
import { configurationOf, newDocument, ownerKey, readDocument, writeDocument, type OwnerDocument } from './document.ts';
import { formProblems } from './form.ts';
import type { Importer } from '../importer.ts';
import { traefikImporter } from './import.ts';
import { TraefikNode } from './node.ts';
import { lookAt, lookMs, sentence, settle, type NodeLook, type Unsettled } from './nodes.ts';
import type { Bindings } from './portable-problems.ts';
import { clashes, render } from './render.ts';
import { codeOf } from '../system-code.ts';
import type { DocumentStore } from './store.ts';
import { takenBy } from './taken.ts';
import { usageOf } from './usage.ts';

export interface TraefikOptions {
  /** Which of Traefik's providers reads what is written: it stands after the `@` of every name. */
  readonly provider: 'file' | 'http';
  /** Where each owner's document is kept. */
  readonly store: DocumentStore;
  /** Addresses of Traefik's API, one a node. */
  readonly api: readonly string[];
  /** Where traffic enters. */
  readonly url: string;
  readonly bindings: Bindings;
  /** `user:password`, where the API asks for one. */
  readonly login?: string;
  /** The folder where people may have written files of their own. */
  readonly directory?: string;
  /** How long a Traefik may take to load what was written, in milliseconds: its polling and its throttling. */
  readonly patienceMs?: number;
}

/** Traefik's defaults are 5 s between polls and 2 s between reloads. */
const defaultPatienceMs = 30_000;

/**
 * Traefik Proxy, on one node or several, by files or by its HTTP provider. All that an owner has is one document, exchanged at
 * once, and each Traefik is asked what it made of it: a document that it does not take or that does not work there is
 * exchanged for the one before.
 */
export function traefikTarget(name: string, options: TraefikOptions): Target {
  const traefik = new Traefik(name, options);
  return {
    kind: 'traefik',
    name,
    url: options.url.replace(/\/$/, ''),
    render: (scope, apis) => render(name, options.bindings, scope, apis),
    read: (scope, signal) => traefik.read(scope, signal),
    plan: makePlan,
    ...(options.directory !== undefined && { importer: traefik.importer(options.directory) }),
    access: (manifest) => access(options.bindings, manifest),
    apply: (scope, plan, signal) => traefik.apply(scope, plan, signal),
    verify: (scope, receipt, signal) => traefik.verify(scope, receipt, signal),
    usage: (scope, signal) => traefik.usage(scope, signal),
  };
}

interface Found {
  readonly ok: true;
  /** Of the file; undefined where there is none. */
  readonly version: string | undefined;
  readonly text: string | undefined;
  readonly document: OwnerDocument;
  readonly nodes: readonly NodeLook[];
}

type Look = Found | { readonly ok: false; readonly reason: 'unreachable' | 'refused'; readonly message: string };

class Traefik {
  private readonly name: string;
  private readonly store: DocumentStore;
  private readonly nodes: readonly TraefikNode[];
  private readonly patienceMs: number;

  constructor(name: string, { provider, store, api, login, patienceMs = defaultPatienceMs }: TraefikOptions) {
    this.name = name;
    this.store = store;
    this.patienceMs = patienceMs;
    this.nodes = api.map(
      (address, index) =>
        new TraefikNode(api.length === 1 ? name : `${name} node ${index + 1}`, address, provider, login),
    );
  }

  importer(directory: string): Importer {
    return traefikImporter({ directory, store: this.store, nodes: this.nodes, patienceMs: this.patienceMs });
  }

  async read(scope: Scope, signal: AbortSignal): Promise<ReadResult> {
    const found = await this.look(scope, signal);
    if (!found.ok) return found;
    const [first] = this.nodes;
    const routers = await first?.routers(signal);
    const isOurs = (name: string): boolean => name.startsWith(`${ownerKey(scope.owner)}:`);
    return {
      ok: true,
      manifest: { target: this.name, resources: liveOf(found) },
      ...(routers?.ok === true && { taken: takenBy(routers.value, isOurs) }),
    };
  }

  async apply(scope: Scope, plan: Plan, signal: AbortSignal): Promise<Receipt> {
    const { desired, hash: planHash } = plan;
    const failed = (
      reason: 'live-moved' | 'refused' | 'unreachable',
      message: string,
      applied: readonly string[] = [],
    ): Receipt => ({ ok: false, planHash, desired, applied, reason, message });
    const found = await this.look(scope, signal);
    if (!found.ok) return failed(found.reason, found.message);
    const wanted = contentHash(desired.resources);
    const live = contentHash(liveOf(found));
    if (live === wanted) return { ok: true, planHash, desired, applied: [] };
    const isWritten = contentHash(found.document.resources) === wanted;
    if (live !== plan.liveHash && !isWritten)
      return failed('live-moved', `${this.name}: live is no longer what was planned on`);
    const next = newDocument(scope.owner, desired.resources);
    const problem = await this.whyNot(next, plan, signal);
    if (problem !== undefined) return failed(problem.reason, problem.message);
    const written = await this.write(scope, found.version, writeDocument(next));
    if (written !== undefined) return failed(written.reason, written.message);
    const applied = plan.steps.map(({ id }) => id);
    const outcome = await settle(this.nodes, next, this.patienceMs, signal);
    if (outcome === undefined) return { ok: true, planHash, desired, applied };
    if (outcome.reason === 'gone') return failed('unreachable', outcome.message, applied);
    return this.takeBack(scope, next, found, outcome, (reason, message) => failed(reason, message), signal);
  }

  async verify(scope: Scope, receipt: Receipt, signal: AbortSignal): Promise<LiveProof> {
    const wanted = newDocument(scope.owner, receipt.desired.resources);
    const hash = contentHash(wanted.resources);
    const found = await this.look(scope, signal);
    if (!found.ok) return { live: false, reason: 'unreachable', message: found.message };
    if (contentHash(found.document.resources) !== hash) {
      const names = namesOf(found.document.resources, receipt.desired.resources);
      return { live: false, reason: 'differs', message: `${this.name}: live is not what was applied: ${names}` };
    }
    const [bad] = found.nodes.flatMap((look) => (look.state.kind === 'serves' ? [] : [sentence(look)]));
    if (bad !== undefined && found.text !== undefined) return { live: false, reason: 'differs', message: bad };
    return { live: true, nodes: this.nodes.map(({ label }) => label), hash };
  }

  async usage(scope: Scope, signal: AbortSignal): Promise<UsageResult> {
    const texts: string[] = [];
    for (const answer of await Promise.all(this.nodes.map((node) => node.metrics(signal)))) {
      if (!answer.ok) return { ok: false, message: answer.message };
      texts.push(answer.value);
    }
    return { ok: true, apis: usageOf(scope.owner, texts) };
  }

  /** The document and what every node makes of it. Nodes get time to load what is written, which they may be about to. */
  private async look(scope: Scope, signal: AbortSignal): Promise<Look> {
    const deadline = performance.now() + this.patienceMs;
    for (let looks = 1; ; looks += 1) {
      signal.throwIfAborted();
      const stored = await this.stored(scope);
      if (!stored.ok) return stored;
      const known = stored.text === undefined ? undefined : stored.document;
      const nodes = await lookAt(this.nodes, known, signal);
      const [gone] = nodes.flatMap(({ state }) => (state.kind === 'unreachable' ? [state.message] : []));
      if (gone !== undefined) return { ok: false, reason: 'unreachable', message: gone };
      // Traefik may have loaded something between two questions: a refusal counts when it was seen twice.
      const isSettled = nodes.every(({ state: { kind } }) => kind === 'serves' || (kind === 'refuses' && looks > 1));
      if (known === undefined || isSettled || performance.now() > deadline) return { ...stored, nodes };
      await sleep(lookMs, undefined, { signal });
    }
  }

  private async stored(scope: Scope): Promise<Omit<Found, 'nodes'> | Extract<Look, { ok: false }>> {
    try {
      const stored = await this.store.read(scope.owner);
      if (stored === undefined)
        return { ok: true, version: undefined, text: undefined, document: newDocument(scope.owner, []) };
      const read = readDocument(stored.text);
      if (read.ok) return { ok: true, ...stored, document: read.document };
      const message = `${this.name}: the file of ${scope.owner} (sluice-${ownerKey(scope.owner)}.yml) ${read.message}. Move it away and it is written anew.`;
      return { ok: false, reason: 'refused', message };
    } catch (error) {
      return { ok: false, reason: 'unreachable', message: this.storeProblem(error) };
    }
  }

  private async write(
    scope: Scope,
    expected: string | undefined,
    text: string | undefined,
  ): Promise<{ readonly reason: 'live-moved' | 'unreachable'; readonly message: string } | undefined> {
    try {
      if (await this.store.replace(scope.owner, expected, text)) return undefined;
      return { reason: 'live-moved', message: `${this.name} was changed by somebody else meanwhile` };
    } catch (error) {
      return { reason: 'unreachable', message: this.storeProblem(error) };
    }
  }

  private storeProblem(error: unknown): string {
    const reason = codeOf(error) ?? (error instanceof Error ? error.message : String(error));
    return `${this.name}: what it serves cannot be read or written (${reason})`;
  }

  /** What would freeze the provider, or be taken and do nothing: found before anything is written. */
  private async whyNot(
    next: OwnerDocument,
    plan: Plan,
    signal: AbortSignal,
  ): Promise<{ readonly reason: 'refused' | 'unreachable'; readonly message: string } | undefined> {
    const form = formProblems(configurationOf(next)).map(({ path, message }) => `${path} ${message}`);
    const twice = clashes(this.name, next.resources).map(({ api, message }) => `${api}: ${message}`);
    const [problem] = [...form, ...twice];
    if (problem !== undefined)
      return {
        reason: 'refused',
        message: `${this.name}: nothing was written, since Traefik would not take it: ${problem}`,
      };
    const [first] = this.nodes;
    const changed = plan.steps.flatMap(({ after }) => (after === undefined ? [] : [after]));
    if (first === undefined || !changed.some(({ kind }) => kind === 'router')) return undefined;
    const routers = await first.routers(signal);
    if (!routers.ok) return { reason: 'unreachable', message: routers.message };
    const others = routers.value.filter(({ name }) => !name.startsWith(`${ownerKey(next.owner)}:`));
    const conflict = conflictOf(changed, others);
    return conflict === undefined
      ? undefined
      : { reason: 'refused', message: `${this.name}: nothing was written: ${conflict}` };
  }

  /** Puts the document before back where the next one did not do. */
  private async takeBack(
    scope: Scope,
    next: OwnerDocument,
    found: Found,
    outcome: Unsettled,
    failed: (reason: 'refused' | 'unreachable', message: string) => Receipt,
    signal: AbortSignal,
  ): Promise<Receipt> {
    const reason = outcome.reason === 'refused' ? 'refused' : 'unreachable';
    const stored = await this.stored(scope);
    const isOurs = stored.ok && stored.document.marker === next.marker;
    const before = found.text === undefined ? newDocument(scope.owner, []) : found.document;
    const problem = isOurs ? await this.write(scope, stored.version, found.text ?? writeDocument(before)) : undefined;
    if (!isOurs || problem !== undefined) {
      const why = problem?.message ?? 'somebody else wrote meanwhile';
      return failed(reason, `${outcome.message}. What was there before could not be put back: ${why}`);
    }
    const back = await settle(this.nodes, before, this.patienceMs, signal);
    const state = back === undefined ? 'serves again' : 'is on its way again';
    return failed(reason, `${outcome.message}. What was there before ${state}.`);
  }
}

/**
 * What all nodes serve. Where one does not serve what is written, every resource stands there as what that node makes of it, which
 * nothing desired ever equals: so it is planned anew.
 */
function liveOf({ document, nodes, text }: Found): readonly Resource[] {
  const others = nodes.filter(({ state }) => state.kind !== 'serves');
  if (text === undefined || others.length === 0) return document.resources;
  const states = Object.fromEntries(others.map((look) => [look.node.label, sentence(look)]));
  return document.resources.map((resource) => ({ ...resource, body: { notServedBy: states } }));
}

function namesOf(live: readonly Resource[], desired: readonly Resource[]): string {
  const steps = makePlan({ target: '', resources: live }, { target: '', resources: desired }).steps;
  return [...new Set(steps.map(({ api }) => api))].sort().join(', ');
}
