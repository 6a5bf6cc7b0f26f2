import { asObject, canonicalJson, type Json, type JsonObject } from '../../spec/json.ts';
import { hubKinds } from './hub-kinds.ts';
import { managersOf } from './managed-fields.ts';
import { groupOf, nameOf, refOf, resourceId } from './object.ts';
import { at, listOf, textOf } from '../values.ts';
import { fieldManager } from './ownership.ts';
import { referencesOf } from './references.ts';

/**
 * Whether the controller behind an object has put it to work, by the object's own status: "accepted" is not "live". A controller that
 * says no may yet say yes, when what it misses has come.
 */
export type Readiness = { readonly ready: true } | { readonly ready: false; readonly message: string };

const ready: Readiness = { ready: true };

interface Observed {
  readonly live: JsonObject;
  /** When we last wrote it or what it takes its content from, in milliseconds since 1970; whole seconds. */
  readonly writtenAt: number;
}

type Judge = (observed: Observed) => Readiness;

/** By group and kind. A kind that is not here has no status that says anything: it is ready when it is what was applied. */
const judges: Readonly<Record<string, Judge>> = {
  ...Object.fromEntries(hubKinds.map((kind) => [`hub.traefik.io/${kind}`, hubReadiness])),
  'tyk.tyk.io/TykOasApiDefinition': transaction,
  'tyk.tyk.io/ApiDefinition': transaction,
  'tyk.tyk.io/TykStreamsApiDefinition': transaction,
  'tyk.tyk.io/TykMcpProxyDefinition': transaction,
  'tyk.tyk.io/SecurityPolicy': linked,
  'gateway.networking.k8s.io/HTTPRoute': parents,
  'gateway.networking.k8s.io/GRPCRoute': parents,
  'gateway.networking.k8s.io/TLSRoute': parents,
  'gateway.networking.k8s.io/TCPRoute': parents,
  'gateway.networking.k8s.io/UDPRoute': parents,
  'gateway.networking.k8s.io/ListenerSet': gateway,
  'gateway.networking.k8s.io/Gateway': gateway,
};

/** `all` are the objects that were written with it: an API definition follows its ConfigMap. */
export function readinessOf(live: JsonObject, all: ReadonlyMap<string, JsonObject>): Readiness {
  const { apiVersion, kind } = refOf(live);
  const judge = judges[`${groupOf(apiVersion)}/${kind}`];
  if (judge === undefined) return ready;
  const sources = referencesOf(live)
    .filter((ref) => ref.kind === 'ConfigMap')
    .map((ref) => all.get(resourceId(ref)))
    .filter((source) => source !== undefined);
  const writtenAt = Math.max(writtenTime(live), ...sources.map(writtenTime));
  const result = judge({ live, writtenAt });
  return result.ready ? result : { ...result, message: `${nameOf(refOf(live))}: ${result.message}` };
}

/** The text of an object's own status that says why something does not go on. */
export function statusText(live: JsonObject): string {
  const status = at(live, 'status');
  const parts = [
    textOf(at(status, 'latestTransaction', 'error')),
    ...listOf(at(status, 'conditions'))
      .filter((condition) => at(condition, 'status') === 'False')
      .map(conditionText),
  ].filter((part) => part !== '');
  const transactionStatus = textOf(at(status, 'latestTransaction', 'status'));
  return [...(transactionStatus === '' ? [] : [`latestTransaction: ${transactionStatus}`]), ...parts].join('; ');
}

function writtenTime(live: JsonObject): number {
  const times = managersOf(live)
    .filter(({ manager, subresource }) => manager === fieldManager && subresource === '')
    .map(({ time }) => Date.parse(time))
    .filter((time) => !Number.isNaN(time));
  return Math.max(0, ...times);
}

function notYet(message: string): Readiness {
  return { ready: false, message };
}

/** Tyk Operator: its statuses carry no generation, so a transaction counts that is not older than what we wrote. */
function transaction({ live, writtenAt }: Observed): Readiness {
  const latest = at(live, 'status', 'latestTransaction');
  if (Date.parse(textOf(at(latest, 'time'))) >= writtenAt) {
    if (at(latest, 'status') === 'Successful') return ready;
    return notYet(`latestTransaction is ${textOf(at(latest, 'status'))}: ${textOf(at(latest, 'error'))}`);
  }
  return notYet('Tyk Operator has not taken it over yet (status.latestTransaction)');
}

function linked({ live }: Observed): Readiness {
  const links = new Set(
    listOf(at(live, 'status', 'linked_apis')).map(
      (api) => `${textOf(at(api, 'namespace'))}/${textOf(at(api, 'name'))}`,
    ),
  );
  const { namespace } = refOf(live);
  const missing = listOf(at(live, 'spec', 'access_rights_array'))
    .map((api) => `${textOf(at(api, 'namespace')) || namespace}/${textOf(at(api, 'name'))}`)
    .filter((name) => !links.has(name));
  if (textOf(at(live, 'status', 'pol_id')) === '') {
    return notYet('Tyk Operator has not taken it over yet (status.pol_id)');
  }
  return missing.length === 0 ? ready : notYet(`not linked yet: ${missing.join(', ')} (status.linked_apis)`);
}

function hubReadiness({ live, writtenAt }: Observed): Readiness {
  const status = at(live, 'status');
  const unresolved = [
    ...listOf(at(status, 'unresolvedApis')),
    ...listOf(at(status, 'unresolvedManagedApplications')),
  ].map((item) => textOf(item) || textOf(at(item, 'name')));
  const bad = listOf(at(status, 'conditions')).filter((condition) => at(condition, 'status') === 'False');
  if (!(Date.parse(textOf(at(status, 'syncedAt'))) >= writtenAt)) {
    return notYet('Traefik Hub has not taken it over yet (status.syncedAt)');
  }
  if (bad.length > 0) return notYet(bad.map(conditionText).join('; '));
  return unresolved.length === 0 ? ready : notYet(`does not find ${unresolved.join(', ')} (status.unresolvedApis)`);
}

/** Gateway API: every parent that the route names must have accepted this generation and found its backends. */
function parents({ live }: Observed): Readiness {
  const generation = Number(at(live, 'metadata', 'generation') ?? 0);
  const answers = listOf(at(live, 'status', 'parents'));
  const { namespace } = refOf(live);
  for (const parent of listOf(at(live, 'spec', 'parentRefs'))) {
    const name = textOf(at(parent, 'name'));
    const wanted = parentKey(parent, namespace);
    const answer = answers.find((each) => parentKey(at(each, 'parentRef') ?? null, namespace) === wanted);
    const result = conditions(
      listOf(at(answer, 'conditions')),
      ['Accepted', 'ResolvedRefs'],
      generation,
      `Gateway ${name}`,
    );
    if (!result.ready) return result;
  }
  return ready;
}

/** A Gateway of another namespace, or another listener of it, answers for itself. */
function parentKey(parent: Json, namespace: string): string {
  const { sectionName = '', port = 0 } = asObject(parent) ?? {};
  return canonicalJson([textOf(at(parent, 'namespace')) || namespace, at(parent, 'name') ?? '', sectionName, port]);
}

function gateway({ live }: Observed): Readiness {
  const generation = Number(at(live, 'metadata', 'generation') ?? 0);
  return conditions(listOf(at(live, 'status', 'conditions')), ['Accepted', 'Programmed'], generation, 'its controller');
}

function conditions(found: readonly Json[], wanted: readonly string[], generation: number, who: string): Readiness {
  for (const type of wanted) {
    const condition = found.find((each) => at(each, 'type') === type);
    if (condition === undefined || Number(at(condition, 'observedGeneration') ?? 0) < generation) {
      return notYet(`${who} has not judged it yet (${type})`);
    }
    if (at(condition, 'status') !== 'True') return notYet(`${who} says: ${conditionText(condition)}`);
  }
  return ready;
}

function conditionText(condition: Json): string {
  const [type, reason, message] = ['type', 'reason', 'message'].map((key) => textOf(at(condition, key)));
  return `${type ?? ''} is not true: ${reason ?? ''}${message === '' || message === undefined ? '' : `, ${message}`}`;
}
