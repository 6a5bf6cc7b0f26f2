import { asObject, canonicalJson, type JsonObject } from '../../spec/json.ts';
import type { Resource } from '../../release/manifest.ts';
import type { DesiredApi, RenderProblem, RenderResult, Scope } from '../target.ts';
import { resourceOf } from './document.ts';
import { readNative } from './native.ts';
import type { Bindings } from './portable-problems.ts';
import { renderPortable, type Thing } from './portable.ts';

/** What these APIs become in Traefik's dynamic configuration: the portable block's part and the user's own. */
export function render(target: string, bindings: Bindings, scope: Scope, apis: readonly DesiredApi[]): RenderResult {
  const problems: RenderProblem[] = [];
  const resources: Resource[] = [];
  for (const desired of apis) {
    const { name: api } = desired.definition;
    const rendered = thingsOf(target, bindings, desired, apis);
    problems.push(...rendered.problems);
    for (const { section, name, body } of rendered.things)
      resources.push(resourceOf(scope.owner, section, name, api, body));
  }
  problems.push(...clashes(target, resources));
  return problems.length > 0 ? { ok: false, problems } : { ok: true, manifest: { target, resources } };
}

interface Things {
  readonly things: readonly Thing[];
  readonly problems: readonly RenderProblem[];
}

function thingsOf(target: string, bindings: Bindings, desired: DesiredApi, apis: readonly DesiredApi[]): Things {
  const { name: api, gateway } = desired.definition;
  const native = desired.native.map(({ file, body }) => ({ file, ...readNative(body) }));
  const problems = native.flatMap(({ file, problems: found }) =>
    found.map((problem) => ({ api, field: `native.${target}`, message: `${file}: ${problem}` })),
  );
  const things = native.flatMap((file) => file.things);
  if (gateway === undefined && native.length > 0) return { things, problems };
  const base = apis.find(({ definition }) => definition.name === gateway?.version?.of)?.definition.gateway;
  const portable = renderPortable(api, gateway ?? {}, bindings, base);
  return portable.ok
    ? { things: [...portable.things, ...things], problems }
    : { things, problems: [...problems, ...portable.problems] };
}

/** Traefik takes two things of one name or two routers of one rule without a word, and one of them does nothing. */
export function clashes(target: string, resources: readonly Resource[]): RenderProblem[] {
  const ids = new Map<string, string>();
  const rules = new Map<string, string>();
  return resources.flatMap(({ id, api, kind, body }) => {
    const other = ids.get(id);
    if (other !== undefined) {
      const message = `the ${kind} ${id.split('/').at(-1) ?? id} is there already, of ${other}`;
      return [{ api, field: `native.${target}`, message }];
    }
    ids.set(id, api);
    const rule = ruleOf(kind, asObject(body) ?? {});
    if (rule === undefined) return [];
    const holder = rules.get(rule.key);
    rules.set(rule.key, api);
    return holder === undefined
      ? []
      : [{ api, field: 'path', message: `${rule.text} is already the rule of a router of ${holder}` }];
  });
}

/** Where two routers would take the same requests: the same rule, priority and entry points. */
export function ruleOf(kind: string, body: JsonObject): { readonly key: string; readonly text: string } | undefined {
  const rule = body['rule'];
  if (!['router', 'tcpRouter'].includes(kind) || typeof rule !== 'string') return undefined;
  const { priority = null, entryPoints = [], tls = null } = body;
  const text = rule.replace(/\s+/g, ' ').trim();
  return { key: canonicalJson([kind, text, priority, entryPoints, tls !== null]), text };
}
