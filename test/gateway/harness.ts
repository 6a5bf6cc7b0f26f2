import { expect } from 'vitest';
import type { GatewayBlock } from '../../src/config/gateway-block.ts';
import type { DesiredApi, Receipt, Scope, Target } from '../../src/gateway/target.ts';
import type { Manifest, Resource } from '../../src/release/manifest.ts';
import type { Plan } from '../../src/release/plan.ts';
import type { JsonObject } from '../../src/spec/json.ts';
import type { FaultPoint } from './fault-point.ts';

/** A real gateway and a target that reaches its admin side through a fault point. */
export interface Harness {
  readonly target: Target;
  readonly faults: FaultPoint;
  /** A key that the gateway's operator handed out. */
  readonly consumerKey: string;
  /** `name:password` of somebody who may call this API, where the gateway asks for one. */
  userOf?(scope: Scope, api: string): Promise<string>;
  /** A folder of certificates (certificates.ts), of which the gateway knows the authority. */
  readonly certificates?: string;
  /** The same resource, made into one that the gateway refuses when it is written. */
  spoil(resource: Resource): Resource;
  /** How the gateway has to call an address of this machine, where it does not take it as it is. */
  reach?(url: string): Promise<string>;
  readonly byHand: ByHand;
  /** Ends the gateway as a crash would. */
  kill(): Promise<void>;
  /** Starts it again on what it had saved, at the same addresses. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** What somebody does by the gateway's own means to what an owner has, Sluice not asked. */
export interface ByHand {
  /** Whom the gateway names for it; absent where it names nobody. */
  readonly who?: string;
  /** Why no portable block renders to what `reroute` leaves; absent where one does. */
  readonly unadoptable?: RegExp;
  /** Sends an API's requests to another upstream. */
  reroute(scope: Scope, api: string, from: string, to: string): Promise<void>;
  /** Takes an API away. */
  remove(scope: Scope, api: string): Promise<void>;
  /** Makes one thing more that carries our mark, for an API `more`. */
  add(scope: Scope, like: string, more: string): Promise<void>;
}

export const never = new AbortController().signal;

export function api(name: string, gateway: GatewayBlock, description?: JsonObject): DesiredApi {
  const definition = { name, owners: [], dependsOn: [], gateway };
  return { definition, native: [], ...(description && { description }) };
}

export function rendered(target: Target, scope: Scope, apis: readonly DesiredApi[]): Manifest {
  const result = target.render(scope, apis);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.manifest;
}

export async function live(target: Target, scope: Scope): Promise<Manifest> {
  const result = await target.read(scope, never);
  if (!result.ok) throw new Error(result.message);
  return result.manifest;
}

export async function planned(target: Target, scope: Scope, apis: readonly DesiredApi[]): Promise<Plan> {
  return target.plan(await live(target, scope), rendered(target, scope, apis));
}

/** The way of a release: read, plan, apply, prove. */
export async function deploy(target: Target, scope: Scope, apis: readonly DesiredApi[]): Promise<Receipt> {
  const receipt = await target.apply(scope, await planned(target, scope, apis), never);
  expect(receipt.ok ? '' : receipt.message).toBe('');
  const proof = await target.verify(scope, receipt, never);
  expect(proof.live ? '' : proof.message).toBe('');
  return receipt;
}

/** The same with a text in it exchanged, wherever it stands. */
export function replaced<T>(value: T, from: string, to: string): T {
  return JSON.parse(JSON.stringify(value).replaceAll(from, to)) as T;
}

export async function status(url: string, headers: Record<string, string> = {}): Promise<number> {
  const response = await fetch(url, { headers });
  await response.arrayBuffer();
  return response.status;
}

/** Whether a status is one that gateways give to who may not: they do not agree on which says what. */
export function isRefused(code: number): boolean {
  return [400, 401, 403].includes(code);
}

/** Name of the sample upstream that answered. */
export async function upstreamOf(url: string): Promise<string> {
  const response = await fetch(url);
  expect(response.status).toBe(200);
  return ((await response.json()) as { upstream: string }).upstream;
}
