import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { request } from 'node:https';
import { join } from 'node:path';

/** `ca.pem`, which signs `client`, and `stranger`, who signs for nobody but itself. */
export function certificates(folder: string): void {
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'];
  openssl('req', '-x509', ...key, '-subj', '/CN=partners', '-keyout', 'ca.key', '-out', 'ca.pem');
  openssl('req', '-x509', ...key, '-subj', '/CN=stranger', '-keyout', 'stranger.key', '-out', 'stranger.pem');
  openssl('req', ...key.slice(0, 4), '-nodes', '-subj', '/CN=client', '-keyout', 'client.key', '-out', 'client.csr');
  openssl(
    'x509',
    '-req',
    '-in',
    'client.csr',
    '-CA',
    'ca.pem',
    '-CAkey',
    'ca.key',
    '-CAcreateserial',
    '-days',
    '1',
    '-out',
    'client.pem',
  );
}

export async function identity(folder: string, name: string): Promise<{ readonly cert: Buffer; readonly key: Buffer }> {
  const [cert, key] = await Promise.all([readFile(join(folder, `${name}.pem`)), readFile(join(folder, `${name}.key`))]);
  return { cert, key };
}

export function overTls(base: string, host: string, path: string, given: object): Promise<number> {
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    const options = {
      hostname,
      port,
      path,
      servername: host,
      headers: { host },
      rejectUnauthorized: false,
      agent: false,
    };
    const sent = request({ ...options, ...given }, (answer) => {
      answer.resume();
      answer.on('end', () => {
        resolve(answer.statusCode ?? 0);
      });
    });
    sent.on('error', reject);
    sent.end();
  });
}
