import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Needs } from '../access.ts';
import type { Actor, Author } from '../actor.ts';
import { issueByNumber, isPull } from '../lookup.ts';
import type { App, Issue, PullIssue, Repository } from '../model.ts';
import { notFound, Refusal, unprocessable } from '../refusal.ts';
import type { World } from '../world.ts';

/** A request that passed authentication. */
export interface Call {
  readonly world: World;
  readonly actor: Actor;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly request: FastifyRequest;
}

/** A request about a repository that the actor may make. */
export interface RepositoryCall extends Call {
  readonly actor: Author;
  readonly repository: Repository;
  /** Of the bare repository. */
  readonly dir: string;
}

export interface Answer {
  /** 200 where it is left out. */
  readonly status?: number;
  /** JSON, or bytes and text as they are where `type` is given. */
  readonly body?: unknown;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** An operation, named as GitHub's description names it: `pulls/get`. */
export interface Operation {
  readonly id: string;
  readonly method: Method;
  readonly path: string;
  /** Who may ask at all; the App itself asks by JWT. */
  readonly by: 'anyone' | 'app' | 'installation';
  readonly handle: (call: Call) => Answer | Promise<Answer>;
}

/** An operation below `/repos/{owner}/{repo}`; its path starts there. */
export interface RepositoryOperation {
  readonly id: string;
  readonly method: Method;
  readonly path: string;
  readonly needs: Needs;
  readonly handle: (call: RepositoryCall) => Answer | Promise<Answer>;
}

export function reading(permission: string, ...others: string[]): Needs {
  return { app: [permission, ...others].map((name) => [name, 'read'] as const), role: 'read' };
}

/** What changes the repository itself: people need the role write. */
export function writing(permission: string, ...others: string[]): Needs {
  return { app: [permission, ...others].map((name) => [name, 'write'] as const), role: 'write' };
}

/** What everybody who can read may do: open an issue, comment, react. */
export function taking(permission: string, ...others: string[]): Needs {
  return { app: [permission, ...others].map((name) => [name, 'write'] as const), role: 'read' };
}

/** The App itself, as which a JSON web token speaks; 401 where it is not one. */
export function appOf({ actor }: Call): App {
  if (actor.kind !== 'app') throw new Refusal(401, 'A JSON web token could not be decoded');
  return actor.app;
}

/** The body by its schema; 422 where it is another. */
export function bodyOf<T extends z.ZodType>(schema: T, { body }: Call): z.infer<T> {
  const result = schema.safeParse(body ?? {});
  if (result.success) return result.data;
  throw unprocessable(`Invalid request.\n\n${z.prettifyError(result.error)}`);
}

/** A schema's optional fields, without those that were not given: `undefined` never takes the place of a value. */
export function defined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

export function idOf({ params }: Call, name: string): number {
  const id = Number(params[name]);
  if (!Number.isSafeInteger(id)) throw notFound();
  return id;
}

export function issueOf(call: RepositoryCall): Issue {
  const issue = issueByNumber(call.world, call.repository, idOf(call, 'number'));
  if (!issue) throw notFound();
  return issue;
}

export function pullOf(call: RepositoryCall): PullIssue {
  const issue = issueOf(call);
  if (!isPull(issue)) throw notFound();
  return issue;
}

const MAX_PER_PAGE = 100;
const PER_PAGE = 30;

interface Page<T> {
  readonly rows: readonly T[];
  readonly headers: Readonly<Record<string, string>>;
}

/** The asked page of all rows, with the Link header to the others. */
export function pageOf<T>({ query, request, world }: Call, all: readonly T[]): Page<T> {
  const perPage = Math.min(MAX_PER_PAGE, Math.max(1, Number(query['per_page']) || PER_PAGE));
  const page = Math.max(1, Number(query['page']) || 1);
  const last = Math.max(1, Math.ceil(all.length / perPage));
  const link = (to: number, rel: string): string => {
    const url = new URL(request.url, world.url);
    url.searchParams.set('page', String(to));
    return `<${url.href}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [link(Math.min(page - 1, last), 'prev')] : []),
    ...(page < last ? [link(page + 1, 'next'), link(last, 'last')] : []),
    ...(page > 1 ? [link(1, 'first')] : []),
  ];
  return {
    rows: all.slice((page - 1) * perPage, page * perPage),
    headers: links.length > 0 ? { link: links.join(', ') } : {},
  };
}

/** A page of rows, rendered. */
export async function list<T>(call: Call, all: readonly T[], render: (row: T) => unknown): Promise<Answer> {
  const { rows, headers } = pageOf(call, all);
  return { body: await Promise.all(rows.map(render)), headers };
}

/** Rows in the order and since the time that the query asks for. */
export function ordered<T extends { readonly id: number; readonly createdAt: string; readonly updatedAt: string }>(
  { query }: Call,
  rows: readonly T[],
  fallback: 'asc' | 'desc',
): T[] {
  const since = Date.parse(query['since'] ?? '');
  const direction = (query['direction'] ?? fallback) === 'asc' ? 1 : -1;
  const key = (row: T): string => (query['sort'] === 'updated' ? row.updatedAt : row.createdAt);
  return rows
    .filter((row) => Number.isNaN(since) || Date.parse(row.updatedAt) >= since)
    .sort((a, b) => direction * (key(a).localeCompare(key(b)) || a.id - b.id));
}

/** Throws `Refusal` 422 for a path that git would not take or that leaves the tree. */
export function checkPath(field: string, path: string): void {
  if (path.startsWith('/')) throw unprocessable(`${field} cannot start with a slash`);
  if (path.split('/').some((part) => ['', '.', '..'].includes(part) || part.toLowerCase() === '.git'))
    throw unprocessable(`${field} contains a malformed path component`);
}
