import { setTimeout as sleep } from 'node:timers/promises';
import { makePlan } from '../../release/make-plan.ts';
import { contentHash, type Resource } from '../../release/manifest.ts';
import type { Plan } from '../../release/plan.ts';
import { asObject, canonicalJson } from '../../spec/json.ts';
import type { LiveProof, ReadResult, Receipt, Scope, Target, UsageResult } from '../target.ts';
import { configurationOf, documentOf, ownerKey, readDocument, writeDocument, type OwnerDocument } from './document.ts';
import { formProblems } from './form.ts';
import { TraefikNode, type NodeState } from './node.ts';
import type { Bindings } from './portable-problems.ts';
import { clashes, render, ruleOf } from './render.ts';
import { codeOf, type DocumentStore } from './store.ts';
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
  /** How long a Traefik may take to load what was written, in milliseconds: its polling and its throttling. */
  readonly patienceMs?: number;
}

/** Traefik's defaults are 5 s between polls and 2 s between reloads. */
const defaultPatienceMs = 30_000;
const lookMs = 40;

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
    apply: (scope, plan, signal) => traefik.apply(scope, plan, signal),
    verify: (scope, receipt, signal) => traefik.verify(scope, receipt, signal),
    usage: (scope, signal) => traefik.usage(scope, signal),
  };
}

type NodeLook = { readonly node: TraefikNode; readonly state: NodeState };

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

  async read(scope: Scope, signal: AbortSignal): Promise<ReadResult> {
    const found = await this.look(scope, signal);
    if (!found.ok) return found;
    return { ok: true, manifest: { target: this.name, resources: liveOf(found) } };
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
    const next = documentOf(scope.owner, desired.resources);
    const problem = await this.whyNot(next, found, plan, signal);
    if (problem !== undefined) return failed(problem.reason, problem.message);
    const written = await this.write(scope, found.version, writeDocument(next));
    if (written !== undefined) return failed(written.reason, written.message);
    const applied = plan.steps.map(({ id }) => id);
    const outcome = await this.settled(next, signal);
    if (outcome === undefined) return { ok: true, planHash, desired, applied };
    if (outcome.reason === 'gone') return failed('unreachable', outcome.message, applied);
    return this.takeBack(scope, next, found, outcome, (reason, message) => failed(reason, message), signal);
  }

  async verify(scope: Scope, receipt: Receipt, signal: AbortSignal): Promise<LiveProof> {
    const wanted = documentOf(scope.owner, receipt.desired.resources);
    const hash = contentHash(wanted.resources);
    const found = await this.look(scope, signal);
    if (!found.ok) return { live: false, reason: 'unreachable', message: found.message };
    if (contentHash(found.document.resources) !== hash) {
      const names = namesOf(found.document.resources, receipt.desired.resources);
      return { live: false, reason: 'differs', message: `${this.name}: live is not what was applied: ${names}` };
    }
    const [bad] = found.nodes.flatMap(({ node, state }) => (state.kind === 'serves' ? [] : [sentence(node, state)]));
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
      const nodes = await Promise.all(
        this.nodes.map(async (node) => ({ node, state: await node.state(known, signal) })),
      );
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
        return { ok: true, version: undefined, text: undefined, document: documentOf(scope.owner, []) };
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
    found: Found,
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
    const own = `${ownerKey(found.document.owner)}:`;
    const taken = new Map(
      routers.value
        .filter(({ name }) => !name.startsWith(own))
        .flatMap(({ name, body }) => {
          const rule = body['rule'];
          return typeof rule === 'string' ? [[placeOf(rule, body['entryPoints']), name] as const] : [];
        }),
    );
    for (const { id, api, kind, body } of changed) {
      const rule = ruleOf(kind, asObject(body) ?? {});
      const holder = rule && taken.get(placeOf(rule.text, asObject(body)?.['entryPoints']));
      if (rule !== undefined && holder !== undefined)
        return {
          reason: 'refused',
          message: `${this.name}: nothing was written: ${rule.text} of ${api} is already the rule of the router ${holder}, which is not of ${id.split('/')[1] ?? 'this owner'}`,
        };
    }
    return undefined;
  }

  /** Undefined as soon as every node serves it. */
  private async settled(document: OwnerDocument, signal: AbortSignal): Promise<Unsettled | undefined> {
    const deadline = performance.now() + this.patienceMs;
    const goneDeadline = performance.now() + Math.min(1000, this.patienceMs);
    for (;;) {
      signal.throwIfAborted();
      const nodes = await Promise.all(
        this.nodes.map(async (node) => ({ node, state: await node.state(document, signal) })),
      );
      if (nodes.every(({ state }) => state.kind === 'serves')) return undefined;
      const gone = nodes.find(({ state }) => state.kind === 'unreachable');
      if (gone?.state.kind === 'unreachable' && performance.now() > goneDeadline)
        return { reason: 'gone', message: gone.state.message };
      const refusing = nodes.find(({ state }) => state.kind === 'refuses');
      if (refusing !== undefined) return { reason: 'refused', message: sentence(refusing.node, refusing.state) };
      const late = nodes.find(({ state }) => state.kind === 'elsewhere');
      if (late !== undefined && performance.now() > deadline)
        return { reason: 'frozen', message: frozen(late.node, this.patienceMs) };
      await sleep(lookMs, undefined, { signal });
    }
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
    const problem = isOurs ? await this.write(scope, stored.version, found.text ?? emptied(scope)) : undefined;
    if (!isOurs || problem !== undefined)
      return failed(
        reason,
        `${outcome.message}. The configuration before could not be put back: ${problem?.message ?? 'somebody else wrote meanwhile'}`,
      );
    const before = found.text === undefined ? documentOf(scope.owner, []) : found.document;
    const back = await this.settled(before, signal);
    const state = back === undefined ? 'serves again' : 'is on its way again';
    return failed(reason, `${outcome.message}. What was there before ${state}.`);
  }
}

interface Unsettled {
  readonly reason: 'gone' | 'refused' | 'frozen';
  readonly message: string;
}

/** A document of nothing: that an owner has nothing there is proven by its marker too. */
function emptied(scope: Scope): string {
  return writeDocument(documentOf(scope.owner, []));
}

function frozen(node: TraefikNode, patienceMs: number): string {
  return (
    `${node.label} did not load the new configuration in ${patienceMs / 1000} s. One file or answer that Traefik cannot read ` +
    'keeps it from loading any other: its log names it'
  );
}

function sentence(node: TraefikNode, state: NodeState): string {
  if (state.kind === 'refuses') return `${node.label}: ${state.problems.slice(0, 5).join('; ')}`;
  return state.kind === 'unreachable' ? state.message : `${node.label} has loaded something else`;
}

function placeOf(rule: string, entryPoints: unknown): string {
  const list = Array.isArray(entryPoints) ? entryPoints.map(String).sort() : [];
  return canonicalJson([rule.replace(/\s+/g, ' ').trim(), list]);
}

/**
 * What all nodes serve. Where one does not serve what is written, every resource stands there as what that node makes of it, which
 * nothing desired ever equals: so it is planned anew.
 */
function liveOf({ document, nodes, text }: Found): readonly Resource[] {
  const others = nodes.filter(({ state }) => state.kind !== 'serves');
  if (text === undefined || others.length === 0) return document.resources;
  const states = Object.fromEntries(others.map(({ node, state }) => [node.label, sentence(node, state)]));
  return document.resources.map((resource) => ({ ...resource, body: { notServedBy: states } }));
}

function namesOf(live: readonly Resource[], desired: readonly Resource[]): string {
  const steps = makePlan({ target: '', resources: live }, { target: '', resources: desired }).steps;
  return [...new Set(steps.map(({ api }) => api))].sort().join(', ');
}
