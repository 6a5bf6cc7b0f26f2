import type { FastifyInstance, FastifyRequest } from 'fastify';
import { graphql } from 'graphql';
import { z } from 'zod';
import { authorise } from '../access.ts';
import type { Needs } from '../access.ts';
import { accountOf } from '../actor.ts';
import type { Actor, Author } from '../actor.ts';
import { isPull, issueByNumber, repositoryByName } from '../lookup.ts';
import type { PullIssue, Repository, ReviewComment } from '../model.ts';
import { Refusal } from '../refusal.ts';
import type { World } from '../world.ts';
import { printed, refusal } from './refusal.ts';
import { schema } from './schema.ts';
import { firstCommentOf, pullRequest, repositoryName, thread } from './threads.ts';

const request = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
});

interface ThreadInput {
  readonly input: { readonly threadId: string; readonly clientMutationId?: string };
}

const READ: Needs = { app: [['pull_requests', 'read']], role: 'read' };
/** Unlike reading, resolving asks an App for the right to change files. */
const RESOLVE: Needs = { app: [['contents', 'write']], role: 'write' };

function may(world: World, actor: Author, repository: Repository, needs: Needs): boolean {
  try {
    authorise(world, actor, repository, needs);
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

function findThread(world: World, actor: Author, id: string): [Repository, PullIssue, ReviewComment] {
  const first = firstCommentOf(world, id);
  const repository = first && world.store.repositories.get(first.repositoryId);
  const pull = first && world.store.issues.get(first.issueId);
  if (!first || !repository || !pull || !isPull(pull) || !may(world, actor, repository, READ)) {
    throw refusal('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'`);
  }
  return [repository, pull, first];
}

function resolve(world: World, actor: Author, { input }: ThreadInput, resolved: boolean): object {
  const [repository, pull, first] = findThread(world, actor, input.threadId);
  const author = actor.kind === 'user' && actor.account.id === pull.authorId;
  if (!author && !may(world, actor, repository, RESOLVE)) {
    throw refusal('FORBIDDEN', 'Resource not accessible by integration');
  }
  world.store.reviewComments.update(first, { resolvedBy: resolved ? accountOf(world, actor).id : null });
  return { thread: thread(world, repository, pull, first), clientMutationId: input.clientMutationId };
}

function rootOf(world: World, actor: Author): object {
  return {
    viewer: () => ({ login: accountOf(world, actor).login }),
    repository: ({ owner, name }: { owner: string; name: string }) => {
      const repository = repositoryByName(world, owner, name);
      if (!repository || !may(world, actor, repository, READ)) {
        throw refusal('NOT_FOUND', `Could not resolve to a Repository with the name '${owner}/${name}'.`);
      }
      return { ...repositoryName(world, repository), pullRequest: pullOf(world, repository) };
    },
    resolveReviewThread: (input: ThreadInput) => resolve(world, actor, input, true),
    unresolveReviewThread: (input: ThreadInput) => resolve(world, actor, input, false),
  };
}

function pullOf(world: World, repository: Repository): (asked: { number: number }) => object {
  return ({ number }) => {
    const issue = issueByNumber(world, repository, number);
    if (issue && isPull(issue)) return pullRequest(world, repository, issue);
    throw refusal('NOT_FOUND', `Could not resolve to a PullRequest with the number of ${number}.`);
  };
}

/** POST /graphql and /api/graphql. `actorOf` says who asks, and throws what the server answers with where it refuses them. */
export function serveGraphql(
  server: FastifyInstance,
  world: World,
  actorOf: (request: FastifyRequest) => Actor | Promise<Actor>,
): void {
  for (const path of ['/graphql', '/api/graphql']) {
    server.post(path, async (incoming, reply) => {
      const actor = await actorOf(incoming);
      if (actor.kind === 'anonymous') {
        return reply.code(401).send({ message: 'This endpoint requires you to be authenticated.', status: '401' });
      }
      const asked = request.safeParse(incoming.body);
      if (!asked.success)
        return reply.code(400).send({ message: 'A query attribute must be specified and must be a string.' });
      const { query, variables, operationName } = asked.data;
      const result = await graphql({
        schema,
        source: query,
        rootValue: rootOf(world, actor),
        variableValues: variables ?? {},
        ...(operationName ? { operationName } : {}),
      });
      return { data: result.data ?? null, ...(result.errors ? { errors: result.errors.map(printed) } : {}) };
    });
  }
}
