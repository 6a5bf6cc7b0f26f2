import { createHmac, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { startLocalGitHub } from '../../src/local/github/server.ts';
import type { Bench } from './part.ts';
import type { Shot } from './load.ts';

const BYTES = 24 * 1024;
/** Stands where the pull request's number goes; as many digits as every number that we send. */
const PLACE = 7_654_321;
const FIRST = 1_000_000;

/** Deliveries of `pull_request.opened`, each of another pull request, signed beforehand. */
export interface Deliveries {
  /** From the first one on; undefined when all were given out. Every delivery has an id of its own. */
  supply(): () => Shot | undefined;
}

export async function signedDeliveries(bench: Bench, secret: string, count: number): Promise<Deliveries> {
  const template = await realPayload(bench);
  const places = [...template.toString('latin1').matchAll(new RegExp(String(PLACE), 'g'))].map(({ index }) => index);
  const bodyOf = (nth: number): Buffer => {
    const body = Buffer.from(template);
    for (const place of places) body.write(String(FIRST + nth), place, 'latin1');
    return body;
  };
  const signatures = Array.from({ length: count }, (_, nth) => {
    return `sha256=${createHmac('sha256', secret).update(bodyOf(nth)).digest('hex')}`;
  });
  return {
    supply() {
      let nth = 0;
      return () => {
        const signature = signatures[nth];
        if (signature === undefined) return undefined;
        const body = bodyOf(nth++);
        const headers = {
          'content-type': 'application/json',
          'user-agent': 'GitHub-Hookshot/bench',
          'x-github-event': 'pull_request',
          'x-github-delivery': randomUUID(),
          'x-hub-signature-256': signature,
        };
        return { headers, body };
      };
    },
  };
}

/** As the local GitHub sends it, which is held to GitHub's own description; its text makes up what is missing to 24 KB. */
async function realPayload(bench: Bench): Promise<Buffer> {
  const github = await startLocalGitHub({ dataDir: join(await bench.folder(), 'github') });
  try {
    const mira = github.createUser('mira');
    const repository = await github.createRepository('mira', 'apis', { 'README.md': '# APIs\n' });
    const permissions = { metadata: 'read', pull_requests: 'write', contents: 'read' } as const;
    const { appId } = await github.registerApp('mira', {
      name: 'bench',
      webhookUrl: null,
      webhookSecret: '',
      permissions,
      events: ['pull_request'],
    });
    github.install(appId, 'mira');
    const opened = new Promise<Readonly<Record<string, unknown>>>((resolve) => {
      github.world.events.on('webhook', ({ event, payload }) => {
        if (event === 'pull_request') resolve(payload);
      });
    });
    await mira.commit(repository, { branch: 'change', files: { 'README.md': '# Our APIs\n' }, message: 'Say whose' });
    await mira.openPull(repository, { title: 'Say whose APIs they are', head: 'change', base: 'main' });
    return padded(await opened);
  } finally {
    await github.close();
  }
}

function padded(payload: Readonly<Record<string, unknown>>): Buffer {
  const pull = payload['pull_request'] as Readonly<Record<string, unknown>>;
  const withText = (body: string): Buffer =>
    Buffer.from(JSON.stringify({ ...payload, number: PLACE, pull_request: { ...pull, number: PLACE, body } }));
  const missing = BYTES - withText('').length;
  if (missing < 0) throw new Error(`the payload has ${BYTES - missing} bytes without any text: more than ${BYTES}`);
  return withText('x'.repeat(missing));
}
