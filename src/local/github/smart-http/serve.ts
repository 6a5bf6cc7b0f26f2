/** Clone and push at `/OWNER/NAME.git`, by git's own server. */
import { relative, sep } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { authorise, canSee } from '../access.ts';
import { accountOf } from '../actor.ts';
import type { Actor, Author } from '../actor.ts';
import { authenticate } from '../auth.ts';
import { afterRefChange } from '../domain/refs.ts';
import { refusalOfRefChange } from '../domain/rules.ts';
import { NO_COMMIT, readRef } from '../git/refs.ts';
import { repositoryByFormerName, repositoryByName, repositoryDir } from '../lookup.ts';
import type { Repository } from '../model.ts';
import { Refusal } from '../refusal.ts';
import { reading, writing } from '../rest/operation.ts';
import type { World } from '../world.ts';
import { httpBackend } from './backend.ts';
import type { GitResponse } from './backend.ts';
import { pushCommands } from './commands.ts';
import type { PushCommand } from './commands.ts';

const MAX_BODY = 1024 * 1024 * 1024;
const CHANGE_KINDS = ['creation', 'update', 'force', 'deletion'] as const;

type GitRequest = FastifyRequest<{ Params: { owner: string; repo: string }; Querystring: { service?: string } }>;

export function serveGit(server: FastifyInstance, world: World, hooks: string): void {
  void server.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MAX_BODY }, (_request, body, parsed) => {
      parsed(null, body);
    });
    scope.setErrorHandler(async (error, _request, reply) => refuse(reply, error));
    const answer = async (request: GitRequest, reply: FastifyReply, service: string): Promise<unknown> =>
      service === 'git-receive-pack' ? push(world, hooks, request, reply) : fetch(world, hooks, request, reply);
    scope.get('/:owner/:repo/info/refs', (request: GitRequest, reply) =>
      answer(request, reply, request.query.service ?? ''),
    );
    for (const service of ['git-upload-pack', 'git-receive-pack'])
      scope.post(`/:owner/:repo/${service}`, (request: GitRequest, reply) => answer(request, reply, service));
    done();
  });
}

async function refuse(reply: FastifyReply, error: unknown): Promise<unknown> {
  const status = error instanceof Refusal ? error.status : 500;
  if (status === 401) reply.header('www-authenticate', 'Basic realm="GitHub"');
  return reply
    .code(status)
    .type('text/plain')
    .send(error instanceof Error ? error.message : 'Server Error');
}

/** The repository for this purpose; 401 makes git ask for a credential, 404 tells nothing. */
function open(world: World, actor: Actor, { params }: GitRequest, purpose: 'read' | 'write'): Repository {
  const name = params.repo.replace(/\.git$/, '');
  const repository = repositoryByName(world, params.owner, name) ?? repositoryByFormerName(world, params.owner, name);
  if (actor.kind === 'anonymous' && (purpose === 'write' || !repository || !canSee(world, actor, repository)))
    throw new Refusal(401, 'Authentication failed');
  if (!repository) throw new Refusal(404, 'Repository not found.');
  authorise(world, actor, repository, purpose === 'read' ? reading('contents') : writing('contents'));
  return repository;
}

async function fetch(world: World, hooks: string, request: GitRequest, reply: FastifyReply): Promise<unknown> {
  const actor = await authenticate(world, request.headers.authorization);
  const repository = open(world, actor, request, 'read');
  return send(reply, await pass(world, repository, request, { user: '', hooks, refusals: '' }));
}

async function push(world: World, hooks: string, request: GitRequest, reply: FastifyReply): Promise<unknown> {
  const actor = await authenticate(world, request.headers.authorization);
  const repository = open(world, actor, request, 'write');
  if (actor.kind === 'anonymous') throw new Refusal(401, 'Authentication failed');
  const commands = Buffer.isBuffer(request.body) ? pushCommands(request.body) : [];
  const refusals = commands.flatMap((command) => refusalsOf(world, actor, repository, command)).join('\n');
  const { login } = accountOf(world, actor);
  const answer = await pass(world, repository, request, { user: login, hooks, refusals });
  for (const command of commands) await told(world, actor, repository, command);
  return send(reply, answer);
}

function send(reply: FastifyReply, { status, headers, body }: GitResponse): unknown {
  return reply.code(status).headers(headers).send(body);
}

function refusalsOf(world: World, actor: Author, repository: Repository, { ref, to }: PushCommand): string[] {
  return CHANGE_KINDS.flatMap((kind) => {
    const reason = refusalOfRefChange(world, actor, repository, { ref, kind, to });
    return reason === undefined ? [] : [`${ref}\t${kind}\t${reason}`];
  });
}

/** What arrived is what the ref is now. */
async function told(world: World, actor: Author, repository: Repository, command: PushCommand): Promise<void> {
  const { ref, from, to } = command;
  const now = (await readRef(repositoryDir(world, repository), ref))?.sha ?? NO_COMMIT;
  if (now !== to || from === to) return;
  const orNull = (sha: string): string | null => (sha === NO_COMMIT ? null : sha);
  await afterRefChange(world, actor, repository, { ref, from: orNull(from), to: orNull(to) });
}

async function pass(
  world: World,
  repository: Repository,
  request: GitRequest,
  options: { readonly user: string; readonly hooks: string; readonly refusals: string },
): Promise<GitResponse> {
  const [path = '', query = ''] = request.url.split('?', 2);
  const suffix = path.split('/').slice(3).join('/');
  const folder = relative(world.repositoriesDir, repositoryDir(world, repository)).split(sep).join('/');
  const header = (name: string): string => String(request.headers[name] ?? '');
  return httpBackend({
    root: world.repositoriesDir,
    path: `/${folder}/${suffix}`,
    method: request.method,
    query,
    contentType: header('content-type'),
    contentEncoding: header('content-encoding'),
    protocol: header('git-protocol'),
    body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    ...options,
  });
}
