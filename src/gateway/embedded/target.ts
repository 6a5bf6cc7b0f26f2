import { makePlan } from '../../release/make-plan.ts';
import { contentHash, type Manifest } from '../../release/manifest.ts';
import type { Plan } from '../../release/plan.ts';
import { mergedResources, type NodeResources } from '../merged.ts';
import type { LiveProof, ReadResult, Receipt, Scope, Target, UsageResult } from '../target.ts';
import { access } from './access.ts';
import { GatewayNode, type NodeFailure, type NodeRoutes } from './node.ts';
import { render } from './render.ts';
import { usageOf } from './usage.ts';

export interface EmbeddedOptions {
  /** Admin addresses, one a node. */
  readonly admin: readonly string[];
  /** Where traffic enters. */
  readonly url: string;
  readonly secret: string;
}

/**
 * The embedded gateway, on one node or several. One write exchanges all routes of an owner on a node, so a node has the old
 * ones or the new ones. Where nodes differ, live shows it, and the next apply brings them together.
 */
export function embeddedTarget(name: string, options: EmbeddedOptions): Target {
  const nodes = options.admin.map(
    (admin, index) =>
      new GatewayNode(options.admin.length === 1 ? name : `${name} node ${index + 1}`, admin, options.secret),
  );
  return {
    kind: 'embedded',
    name,
    url: options.url.replace(/\/$/, ''),
    render: (scope, apis) => render(name, scope, apis),
    read: (scope, signal) => read(name, nodes, scope, signal),
    plan: makePlan,
    apply: (scope, plan, signal) => apply(nodes, scope, plan, signal),
    verify: (scope, receipt, signal) => verify(nodes, scope, receipt, signal),
    access,
    usage: (scope, signal) => usage(nodes, scope, signal),
  };
}

type State = Extract<NodeRoutes, { ok: true }> & { readonly node: GatewayNode };

function labelled(states: readonly State[]): NodeResources[] {
  return states.map(({ node, resources }) => ({ label: node.label, resources }));
}

type States =
  | { readonly ok: true; readonly states: readonly State[] }
  | { readonly ok: false; readonly reason: 'unreachable' | 'refused'; readonly message: string };

async function statesOf(nodes: readonly GatewayNode[], scope: Scope, signal: AbortSignal): Promise<States> {
  const answers = await Promise.all(
    nodes.map(async (node) => ({ node, routes: await node.routes(scope.owner, signal) })),
  );
  const states: State[] = [];
  for (const { node, routes } of answers) {
    if (!routes.ok) {
      return { ok: false, reason: routes.reason === 'refused' ? 'refused' : 'unreachable', message: routes.message };
    }
    states.push({ ...routes, node });
  }
  return { ok: true, states };
}

async function read(
  target: string,
  nodes: readonly GatewayNode[],
  scope: Scope,
  signal: AbortSignal,
): Promise<ReadResult> {
  const found = await statesOf(nodes, scope, signal);
  if (!found.ok) return found;
  const taken = found.states.flatMap((state) => state.taken);
  return { ok: true, manifest: { target, resources: mergedResources(labelled(found.states)) }, taken };
}

async function apply(nodes: readonly GatewayNode[], scope: Scope, plan: Plan, signal: AbortSignal): Promise<Receipt> {
  const { desired, hash: planHash } = plan;
  const applied = plan.steps.map(({ id }) => id);
  const found = await statesOf(nodes, scope, signal);
  if (!found.ok) return { ok: false, planHash, desired, applied: [], reason: found.reason, message: found.message };
  const wanted = contentHash(desired.resources);
  const asPlanned = contentHash(mergedResources(labelled(found.states))) === plan.liveHash;
  // After a crash in the middle some nodes are where the plan leads: they are done, and the others are still as planned.
  const moved = found.states.filter(({ hash }) => hash !== wanted && hash !== plan.liveHash && !asPlanned);
  if (moved.length > 0) {
    const message = `${moved.map(({ node }) => node.label).join(', ')}: live is no longer what was planned on`;
    return { ok: false, planHash, desired, applied: [], reason: 'live-moved', message };
  }
  const written: GatewayNode[] = [];
  for (const { node, hash } of found.states.filter((state) => state.hash !== wanted)) {
    const result = await node.replace(scope.owner, hash, desired.resources, signal);
    if (!result.ok) {
      return {
        ok: false,
        planHash,
        desired,
        applied: written.length > 0 ? applied : [],
        ...explained(result, written),
      };
    }
    written.push(node);
  }
  return { ok: true, planHash, desired, applied: written.length > 0 ? applied : [] };
}

function explained(
  failure: NodeFailure,
  written: readonly GatewayNode[],
): { readonly reason: 'live-moved' | 'refused' | 'unreachable'; readonly message: string } {
  const mixed =
    written.length === 0 ? '' : `; ${written.map(({ label }) => label).join(', ')} already serves the new routes`;
  return { reason: failure.reason === 'moved' ? 'live-moved' : failure.reason, message: `${failure.message}${mixed}` };
}

async function verify(
  nodes: readonly GatewayNode[],
  scope: Scope,
  receipt: Receipt,
  signal: AbortSignal,
): Promise<LiveProof> {
  const found = await statesOf(nodes, scope, signal);
  if (!found.ok) return { live: false, reason: 'unreachable', message: found.message };
  const hash = contentHash(receipt.desired.resources);
  const different = found.states.filter((state) => state.hash !== hash);
  if (different.length > 0) {
    const message = `${different.map(({ node }) => node.label).join(', ')}: live is not what was applied: ${namesOf(different, receipt.desired)}`;
    return { live: false, reason: 'differs', message };
  }
  return { live: true, nodes: nodes.map(({ label }) => label), hash };
}

function namesOf(states: readonly State[], desired: Manifest): string {
  const steps = states.flatMap(({ resources }) => makePlan({ target: desired.target, resources }, desired).steps);
  return [...new Set(steps.map(({ api }) => api))].sort().join(', ');
}

async function usage(nodes: readonly GatewayNode[], scope: Scope, signal: AbortSignal): Promise<UsageResult> {
  const answers = await Promise.all(nodes.map((node) => node.metrics(signal)));
  const texts: string[] = [];
  for (const answer of answers) {
    if (!answer.ok) return { ok: false, message: answer.message };
    texts.push(answer.text);
  }
  return { ok: true, apis: usageOf(scope.owner, texts) };
}
