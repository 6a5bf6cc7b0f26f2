import type { OperationRef } from './change.ts';
import { matchBy, matchInTurn, type Matching } from './matching.ts';
import type { BodyView, MediaView, OperationView, ParameterView, ResponseView } from '../spec/operations.ts';

/** One operation as both descriptions have it, its parts matched. It is told by its name before: the one that clients call. */
export interface OperationPair {
  readonly before: OperationView;
  readonly after: OperationView;
  /** A webhook or callback: its requests go to the API's users, its responses come from them. */
  readonly reversed: boolean;
  readonly parameters: Matching<ParameterView>;
  readonly body?: { readonly before: BodyView; readonly after: BodyView; readonly content: Matching<MediaView> };
  readonly responses: Matching<ResponseView>;
  readonly answers: readonly AnswerPair[];
}

interface AnswerPair {
  readonly before: ResponseView;
  readonly after: ResponseView;
  readonly content: Matching<MediaView>;
  readonly headers: Matching<ParameterView>;
}

/** An operation and the way to it: a callback's begins with its parent's. */
interface Located {
  readonly view: OperationView;
  readonly key: string;
}

/** Matches operations by method and path, then by a path that differs only in the names of its parameters. */
export function matchOperations(
  before: readonly OperationView[],
  after: readonly OperationView[],
): Matching<OperationView> {
  const matched = matchInTurn(flatten(before), flatten(after), [(one) => one.key, (one) => anonymous(one.key)]);
  return {
    added: matched.added.map((one) => one.view),
    removed: matched.removed.map((one) => one.view),
    both: matched.both.map((pair) => ({ before: pair.before.view, after: pair.after.view })),
  };
}

export function pairOperation({ before, after }: { before: OperationView; after: OperationView }): OperationPair {
  const parameters = matchBy(
    before.parameters,
    after.parameters,
    (one) => parameterKey(one, before.path),
    (one) => parameterKey(one, after.path),
  );
  const responses = matchBy(before.responses, after.responses, (one) => one.status);
  const body =
    before.requestBody !== undefined && after.requestBody !== undefined
      ? {
          before: before.requestBody,
          after: after.requestBody,
          content: matchContent(before.requestBody.content, after.requestBody.content, false),
        }
      : undefined;
  return {
    before,
    after,
    reversed: after.kind !== 'operation',
    parameters,
    responses,
    answers: responses.both.map((pair) => ({
      ...pair,
      content: matchContent(pair.before.content, pair.after.content, true),
      headers: matchBy(pair.before.headers, pair.after.headers, (header) => header.name.toLowerCase()),
    })),
    ...(body === undefined ? {} : { body }),
  };
}

/**
 * Media types are the same where type and parameters are, then where the type alone is; in responses at last where only the
 * structured syntax suffix (RFC 6839) tells them apart: who reads `application/json` reads `application/problem+json`.
 */
function matchContent(
  before: readonly MediaView[],
  after: readonly MediaView[],
  bySyntax: boolean,
): Matching<MediaView> {
  const keys = [(media: MediaView) => media.type, (media: MediaView) => bareType(media.type)];
  return matchInTurn(before, after, bySyntax ? [...keys, (media) => syntaxOf(media.type)] : keys);
}

/** `application/problem+json` → `application/json`. */
export function syntaxOf(type: string): string {
  return bareType(type).replace(/\/.*\+/, '/');
}

export function bareType(type: string): string {
  return (type.split(';')[0] ?? type).trim();
}

export function operationRef(view: OperationView): OperationRef {
  return { method: view.method, path: view.path };
}

/** `{id}` and `{petId}` are the same place in a path. */
export function anonymous(path: string): string {
  return path.replaceAll(/\{[^}]*\}/g, '{}');
}

function flatten(views: readonly OperationView[]): Located[] {
  const found: Located[] = views.map((view) => ({ view, key: `${view.method} ${view.path}` }));
  for (const parent of found) {
    for (const view of parent.view.callbacks) found.push({ view, key: `${parent.key} > ${view.method} ${view.path}` });
  }
  const seen = new Set<string>();
  return found.filter(({ key }) => !seen.has(key) && seen.add(key));
}

/** A path parameter is known by its place in the path, so that renaming it is no change. */
function parameterKey(parameter: ParameterView, path: string): string {
  if (parameter.in === 'header') return `header ${parameter.name.toLowerCase()}`;
  const place =
    parameter.in === 'path' ? path.split('{').findIndex((part) => part.startsWith(`${parameter.name}}`)) : -1;
  return place < 0 ? `${parameter.in} ${parameter.name}` : `path ${String(place)}`;
}
