import { stringify } from 'yaml';
import { apiIdOf } from '../../src/gateway/tyk/ids.ts';
import type { GatewayKind } from '../../src/local/gateways/index.ts';
import { OWNER, REPO } from '../../src/local/story/world.ts';
import { CONFIG } from './samples.ts';

/** Fifty APIs in two families. Within a family each but the first depends on another: `api-4` on `api-1`, that on `api-0`. */
const FIFTY = Array.from({ length: 50 }, (_, index) => index);
/** The first of the other family. */
const OTHERS = 30;

export const names = FIFTY.map((index) => `api-${index}`);
export const family = names.slice(0, OTHERS);
/** Of the other family: changed along with the first one, and not by its fault. */
export const bystanders = names.slice(OTHERS, OTHERS + 5);
export const untouched = names.slice(OTHERS + 5);

/** What it depends on; undefined for the first of a family. */
export function parentOf(name: string): string | undefined {
  const index = names.indexOf(name);
  const first = index < OTHERS ? 0 : OTHERS;
  return index === first ? undefined : names[first + Math.floor((index - first - 1) / 2)];
}

/** Name → the upstream that it goes to, where that is not the good one from the beginning. */
export type Moved = Readonly<Record<string, string>>;

export interface Fifty {
  readonly kind: GatewayKind;
  readonly good: string;
}

/** All files, the configuration among them. What is moved is described anew too, and has a tighter limit. */
export function platform({ kind, good }: Fifty, moved: Moved = {}): Record<string, string> {
  const files = Object.fromEntries(
    names.flatMap((name) => [
      [specOf(name), description(name, name in moved)] as const,
      ...(kind === 'tyk' ? [[policyOf(name), policy(name, name in moved)] as const] : []),
    ]),
  );
  const apis = names.map((name) => block(kind, name, moved[name] ?? good, name in moved));
  return { ...files, [CONFIG]: `apis:\n${apis.join('')}${ENVIRONMENTS}` };
}

/** The files of these APIs, and the configuration, in which each has its block. */
export function filesOf({ kind }: Pick<Fifty, 'kind'>, apis: readonly string[]): string[] {
  const native = kind === 'tyk' ? apis.map(policyOf) : [];
  return [CONFIG, ...apis.map(specOf), ...native].sort();
}

const specOf = (name: string): string => `apis/${name}.yaml`;
const policyOf = (name: string): string => `policies/${name}.yaml`;

/** Long enough between going live and the verdict for a test to step in. */
const ENVIRONMENTS = `environments:
  production:
    targets: [edge]
    analysis:
      bake: 3s
      interval: 250ms
      failures: 6
      checks:
        - http: /api-0/items
`;

/** The limit becomes a middleware where the gateway has those. */
function block(kind: GatewayKind, name: string, upstream: string, isMoved: boolean): string {
  const parent = parentOf(name);
  const size = kind === 'tyk' ? '' : `, requestSize: ${isMoved ? 1 : 2}MiB`;
  return `  - name: ${name}
    spec: ${specOf(name)}
    dependsOn: [${parent ?? ''}]
    gateway: { upstream: "${upstream}", auth: { none: {} }${size} }
${kind === 'tyk' ? `    native: { edge: [${policyOf(name)}] }\n` : ''}`;
}

/** What is moved takes more than before, so that the way back breaks it for whoever asks for more. */
function description(name: string, isMoved: boolean): string {
  return `openapi: 3.0.3
info: { title: ${name}, version: 1.0.0, description: "${isMoved ? 'Moved' : 'As it began'}." }
servers: [{ url: "https://api.acme.example/${name}" }]
paths:
  /items:
    get:
      operationId: list-items-of-${name}
      summary: List them
      parameters:
        - { name: limit, in: query, schema: { type: integer, maximum: ${isMoved ? 1000 : 100} } }
      responses:
        "200": { description: All of them }
`;
}

/** One key for an API and for what that depends on. */
function policy(name: string, isMoved: boolean): string {
  const opened = [name, parentOf(name)].flatMap((api) => (api === undefined ? [] : [api]));
  const rights = opened.map((api) => {
    const id = apiIdOf({ owner: `${OWNER}/${REPO}@production`, api });
    return [id, { api_id: id, api_name: api, versions: ['Default'] }] as const;
  });
  const rate = { rate: isMoved ? 900 : 1000, per: 60 };
  return stringify({ id: `with-${name}`, name, active: true, ...rate, access_rights: Object.fromEntries(rights) });
}
