import { spawn } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gitEnvironment } from '../git/run.ts';

/**
 * Refuses what the local GitHub said before git started: a line for each ref and kind of change. Only here, with the
 * pushed commits at hand, can git tell a forced update from an ordinary one.
 */
const UPDATE_HOOK = `#!/bin/sh
kind=update
case "$2$3" in
  0000000000000000000000000000000000000000*) kind=creation ;;
  *0000000000000000000000000000000000000000) kind=deletion ;;
  *) git merge-base --is-ancestor "$2" "$3" || kind=force ;;
esac
tab=$(printf '\\t')
printf '%s\\n' "$REFUSALS" | while IFS="$tab" read -r ref on message; do
  if [ "$ref" = "$1" ] && [ "$on" = "$kind" ]; then
    printf 'error: GH013: Repository rule violations found for %s.\\n- %s\\n' "$1" "$message" >&2
    exit 1
  fi
done
`;

export async function writeHooks(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'update'), UPDATE_HOOK);
  await chmod(join(folder, 'update'), 0o755);
}

export interface GitRequest {
  readonly root: string;
  /** Below the root: `/acme/apis.git/info/refs`. */
  readonly path: string;
  readonly method: string;
  readonly query: string;
  readonly contentType: string;
  readonly contentEncoding: string;
  readonly protocol: string;
  readonly user: string;
  readonly body: Buffer;
  readonly hooks: string;
  /** Lines of `REF TAB KIND TAB MESSAGE`. */
  readonly refusals: string;
}

export interface GitResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** One request through `git http-backend` (CGI). */
export async function httpBackend(request: GitRequest): Promise<GitResponse> {
  const child = spawn('git', ['http-backend'], { env: environment(request), stdio: ['pipe', 'pipe', 'ignore'] });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stdin.on('error', () => undefined);
  child.stdin.end(request.body);
  await new Promise((resolve, reject) => child.once('close', resolve).once('error', reject));
  return parsed(Buffer.concat(chunks));
}

function environment(request: GitRequest): Record<string, string> {
  return {
    ...gitEnvironment(),
    GIT_PROJECT_ROOT: request.root,
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: request.path,
    REQUEST_METHOD: request.method,
    QUERY_STRING: request.query,
    CONTENT_TYPE: request.contentType,
    CONTENT_LENGTH: String(request.body.length),
    HTTP_CONTENT_ENCODING: request.contentEncoding,
    GIT_PROTOCOL: request.protocol,
    REMOTE_USER: request.user,
    REMOTE_ADDR: '127.0.0.1',
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'core.hooksPath',
    GIT_CONFIG_VALUE_0: request.hooks,
    REFUSALS: request.refusals,
  };
}

function parsed(answer: Buffer): GitResponse {
  const end = answer.indexOf('\r\n\r\n');
  if (end < 0) return { status: 500, headers: {}, body: Buffer.from('git http-backend gave no answer\n') };
  const lines = answer.toString('latin1', 0, end).split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const { status = '200', ...rest } = headers;
  return { status: Number.parseInt(status, 10), headers: rest, body: answer.subarray(end + 4) };
}
