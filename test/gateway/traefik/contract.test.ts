import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { served, servedStore } from '../../../src/gateway/traefik/served.ts';
import { directoryStore, type DocumentStore } from '../../../src/gateway/traefik/store.ts';
import { traefikTarget } from '../../../src/gateway/traefik/target.ts';
import { traefikProcess, type TraefikProvider } from '../../../src/local/gateways/traefik-process.ts';
import { asObject, type Json } from '../../../src/spec/json.ts';
import { missing, serverBinary } from '../../servers/server.ts';
import type { Ability } from '../abilities.ts';
import { startBench } from '../../web/harness.ts';
import { certificates } from '../certificates.ts';
import { describeTarget } from '../contract.ts';
import { startFaultPoint } from '../fault-point.ts';
import { replaced, type ByHand, type Harness } from '../harness.ts';
import { faultyStore } from './fault-store.ts';

/** What open-source Traefik does not have. */
const lacks: readonly Ability[] = ['key', 'jwt', 'jwtClaims', 'oauth2', 'quota'];

const token = 'a-token-that-traefik-sends';

/** `place`: where the documents are kept, and how Traefik comes by them. */
async function open(provider: 'file' | 'http', place: (folder: string) => Promise<Place>): Promise<Harness> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-traefik-'));
  const { documents, source, ...placed } = await place(join(folder, 'dynamic'));
  const binary = serverBinary('traefik') ?? '';
  const traefik = await traefikProcess({ binary, folder, provider: source, entryPoints: ['internal'] });
  await traefik.start();
  const api = await startFaultPoint(() => traefik.api);
  const { store, faults } = faultyStore(documents, api);
  certificates(folder);
  const users = join(folder, 'users');
  await writeFile(users, 'ann:{SHA}0DPiKuNIrrVmD8IUCuw1hQxNqZc=\n');
  const bindings = {
    entryPoints: { public: ['web'], internal: ['internal'] },
    secrets: { 'shop-users': users, partners: join(folder, 'ca.pem') },
  };
  return {
    target: traefikTarget('edge', { provider, api: [api.url], url: traefik.url, bindings, store, patienceMs: 10_000 }),
    faults,
    consumerKey: '',
    userOf: () => Promise.resolve('ann:admin'),
    certificates: folder,
    // Traefik reads it, and its router is disabled.
    spoil: (resource) => ({ ...resource, body: { ...asObject(resource.body), entryPoints: ['nowhere'] } }),
    byHand: byHand(documents),
    kill: () => traefik.end('SIGKILL'),
    start: () => traefik.start(),
    async close() {
      await faults.close();
      await traefik.end('SIGTERM');
      await placed.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** In the folder that Traefik's configuration is kept in, as anybody who may write there. */
function byHand(documents: DocumentStore): ByHand {
  type Things = Record<string, Json>;
  type Configuration = Record<string, Record<string, Things>>;
  const edit = async (owner: string, change: (things: Things) => Things): Promise<void> => {
    const { text, version } = (await documents.read(owner))!;
    const comments = /^(#.*\n)*/.exec(text)?.[0] ?? '';
    const configuration = JSON.parse(text.slice(comments.length)) as Configuration;
    const edited = Object.entries(configuration).map(([room, parts]) => [
      room,
      Object.fromEntries(Object.entries(parts).map(([part, things]) => [part, change(things)])),
    ]);
    const next = `${comments}${JSON.stringify(Object.fromEntries(edited), null, 1)}\n`;
    expect(await documents.replace(owner, version, next)).toBe(true);
  };
  /** Whose a thing is: after the owner's part of a name comes the API's. */
  const isOf = (api: string, name: string): boolean => name.split(':')[1] === api;
  const select = (things: Things, keep: (name: string) => boolean): Things =>
    Object.fromEntries(Object.entries(things).filter(([name]) => keep(name)));
  return {
    reroute: ({ owner }, api, from, to) =>
      edit(owner, (things) => ({
        ...things,
        ...replaced(
          select(things, (name) => isOf(api, name)),
          from,
          to,
        ),
      })),
    remove: ({ owner }, api) => edit(owner, (things) => select(things, (name) => !isOf(api, name))),
    add: ({ owner }, like, more) =>
      edit(owner, (things) => {
        const services = select(things, (name) => isOf(like, name) && 'loadBalancer' in asObject(things[name])!);
        return { ...things, ...replaced(services, `:${like}`, `:${more}`) };
      }),
  };
}

interface Place {
  readonly documents: DocumentStore;
  readonly source: TraefikProvider;
  close(): Promise<void>;
}

async function inFiles(directory: string): Promise<Place> {
  await mkdir(directory);
  return { documents: directoryStore(directory), source: { file: directory }, close: () => Promise.resolve() };
}

/** The web process as it is, in front of the folder. */
async function byHttp(directory: string): Promise<Place> {
  const documents = servedStore(directory);
  await documents.declareWhole();
  const { web } = await startBench({ served: [{ name: 'edge', token, ...served(directory) }] });
  return { documents, source: { http: `${web.url}/traefik/edge`, token, pollMs: 50 }, close: () => web.close() };
}

if (serverBinary('traefik') === undefined) {
  describe('target traefik', () => {
    it.skip(missing('traefik'), () => undefined);
  });
} else {
  describeTarget('traefik by files', () => open('file', inFiles), lacks);
  describeTarget('traefik by HTTP', () => open('http', byHttp), lacks);
}
