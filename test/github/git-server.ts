/** A repository on disk served by `git http-backend`: what the bare cache fetches from. */
import { spawn, execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface GitServer {
  readonly url: string;
  /** The repository itself, for what no client may do. */
  readonly dir: string;
  /** Authorization headers that came, newest last. */
  readonly authorizations: (string | undefined)[];
  /** Commits a tree of files; a value of `{ link }` is a symbolic link, `{ module }` a submodule. Returns the commit. */
  commit(files: Readonly<Record<string, string | { link: string } | { module: string }>>, parent?: string): string;
  close(): Promise<void>;
}

/** `pushes`: it takes commits from clients too. */
export async function startGitServer({ pushes = false } = {}): Promise<GitServer> {
  const root = mkdtempSync(path.join(tmpdir(), 'sluice-served-'));
  const dir = path.join(root, 'apis.git');
  const run = (args: readonly string[], input = '') =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
      cwd: root,
      env: { ...process.env, GIT_DIR: dir },
      input,
    })
      .toString()
      .trim();
  execFileSync('git', ['init', '-q', '--bare', dir]);
  run(['config', 'uploadpack.allowAnySHA1InWant', 'true']);
  if (pushes) run(['config', 'http.receivepack', 'true']);
  const authorizations: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    authorizations.push(request.headers.authorization);
    backend(root, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/apis.git`,
    dir,
    authorizations,
    commit: (files, parent) => {
      run(['read-tree', '--empty']);
      const rows = Object.entries(files).map(([name, value]) => {
        if (typeof value === 'object' && 'module' in value) return `160000 ${value.module}\t${name}`;
        const text = typeof value === 'string' ? value : value.link;
        return `${typeof value === 'string' ? '100644' : '120000'} ${run(['hash-object', '-w', '--stdin'], text)}\t${name}`;
      });
      run(['update-index', '--add', '--index-info'], `${rows.join('\n')}\n`);
      const commit = run([
        'commit-tree',
        run(['write-tree']),
        '-m',
        'made',
        ...(parent === undefined ? [] : ['-p', parent]),
      ]);
      run(['update-ref', 'refs/heads/main', commit]);
      return commit;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function backend(root: string, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const child = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env['PATH'],
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_PROTOCOL: request.headers['git-protocol'] as string | undefined,
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'],
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'],
    },
  });
  request.pipe(child.stdin);
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.on('close', () => {
    const output = Buffer.concat(chunks);
    const end = output.indexOf('\r\n\r\n');
    for (const line of output.toString('latin1', 0, end).split('\r\n')) {
      const [name = '', value = ''] = line.split(': ');
      if (name === 'Status') response.statusCode = Number.parseInt(value);
      else response.setHeader(name, value);
    }
    response.end(output.subarray(end + 4));
  });
}
