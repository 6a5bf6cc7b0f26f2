import { asObject, own, type Json, type JsonObject } from '../../spec/json.ts';
import { formProblems } from './form.ts';
import type { Thing } from './portable.ts';
import { referencesOf, sectionNames } from './sections.ts';

export interface ReadNative {
  readonly things: readonly Thing[];
  /** One sentence each, without the file's name. */
  readonly problems: readonly string[];
}

/** What one of the user's own dynamic configuration files holds, untouched, and what Traefik would not read or would break over. */
export function readNative(configuration: JsonObject): ReadNative {
  const problems = formProblems(configuration).map(({ path, message }) => `${path === '' ? 'it' : path} ${message}`);
  if (problems.length > 0) return { things: [], problems };
  const things = sectionNames.flatMap((section) => {
    const [room = '', part = ''] = section.split('.');
    const named = asObject(own(asObject(own(configuration, room)), part)) ?? {};
    return Object.entries(named).map(([name, body]): Thing => ({ section, name, body: asObject(body) ?? {} }));
  });
  return { things, problems: [...common(configuration), ...things.flatMap(thingProblems)] };
}

/** What belongs to the whole Traefik and so to its operator. */
const everybodys: readonly (readonly [path: string, room: string, part: string])[] = [
  ['tls.certificates', 'tls', 'certificates'],
  ['tls.stores', 'tls', 'stores'],
  ['http.models', 'http', 'models'],
];

function common(configuration: JsonObject): string[] {
  return everybodys
    .filter(([, room, part]) => own(asObject(own(configuration, room)), part) !== undefined)
    .map(([path]) => `${path} is everybody's on this Traefik: its operator sets it`);
}

const usableName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/;

function thingProblems({ section, name, body }: Thing): string[] {
  const place = `${section}.${name}`;
  if (!usableName.test(name))
    return [`${place}: expected a name of letters, digits, dot, dash and underscore, without a provider`];
  if (section === 'tls.options' && name === 'default')
    return [`${place} is everybody's on this Traefik: its operator sets it`];
  const internal = referencesOf(section, body).filter(
    ({ name: other }) => other.endsWith('@internal') && other !== 'noop@internal',
  );
  return [
    ...internal.map(
      ({ name: other }) => `${place} names ${other}: Traefik's own services are its operator's to publish`,
    ),
    ...(section.endsWith('.services') ? serviceProblems(place, body) : []),
    ...(section.endsWith('.routers') ? routerProblems(place, section, body) : []),
  ];
}

function routerProblems(place: string, section: string, body: JsonObject): string[] {
  const hasRule = typeof body['rule'] === 'string' || section === 'udp.routers';
  return [
    ...(typeof body['service'] === 'string' ? [] : [`${place} names no service`]),
    ...(hasRule ? [] : [`${place} has no rule`]),
  ];
}

/** What Traefik takes without a word and then answers 503 or 502 for. */
function serviceProblems(place: string, body: JsonObject): string[] {
  const balancer = asObject(own(body, 'loadBalancer'));
  const weighted = ['weighted', 'highestRandomWeight'].flatMap((kind) => {
    const group = asObject(own(body, kind));
    return group === undefined ? [] : groupProblems(`${place}.${kind}`, own(group, 'services'), 'services');
  });
  if (balancer === undefined) return weighted;
  const servers = own(balancer, 'servers');
  return [
    ...weighted,
    ...groupProblems(`${place}.loadBalancer`, servers, 'servers'),
    ...(place.startsWith('http.') ? membersOf(servers).flatMap((server) => addressProblems(place, server)) : []),
  ];
}

function membersOf(list: Json | undefined): readonly JsonObject[] {
  return Array.isArray(list) ? (list as readonly Json[]).map((each) => asObject(each) ?? {}) : [];
}

function groupProblems(place: string, list: Json | undefined, what: string): string[] {
  const members = membersOf(list);
  if (members.length === 0) return [`${place} has no ${what}: every request would be answered 503`];
  const weights = members.map((member) => own(member, 'weight') ?? 1).map(Number);
  if (weights.some((weight) => weight < 0)) return [`${place} has a weight below 0, which Traefik takes for 0`];
  return weights.some((weight) => weight > 0)
    ? []
    : [`${place} has weights of 0 only: every request would be answered 503`];
}

function addressProblems(place: string, server: JsonObject): string[] {
  const url = own(server, 'url');
  const isUsable = typeof url === 'string' && URL.canParse(url) && /^(https?|h2c):\/\//.test(url);
  return isUsable ? [] : [`${place} has a server without a usable url: expected http://HOST:PORT`];
}
