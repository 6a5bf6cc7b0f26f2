import type { OperationRef } from './change.ts';
import { matchBy, matchInTurn, type Matching } from './matching.ts';
import { matchContent } from './match-content.ts';
import { matchParameters } from './match-parameters.ts';
import { matchResponses } from './match-responses.ts';
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

/** One side's operations, and what all its servers put before their paths. */
export interface Operations {
  readonly views: readonly OperationView[];
  readonly prefix: string;
}

/** Whether nothing differs between the two: such pairs are left out, with their callbacks. */
type IsUntouched = (before: OperationView, after: OperationView) => boolean;

/**
 * Matches operations by method and path, then by a path that differs only in the names of its parameters, then with what the servers
 * put before it; the callbacks of operations that both have in the same way. Those of an operation that is new or gone come and go
 * with it.
 */
export function matchOperations(
  base: Operations,
  head: Operations,
  isUntouched: IsUntouched = () => false,
): Matching<OperationView> {
  const { added, removed, both } = matchNames(base.views, head.views, isUntouched);
  if (base.prefix === head.prefix) return { added, removed, both };
  const moved = matchBy(
    removed,
    added,
    (view) => servedAs(view, base.prefix),
    (view) => servedAs(view, head.prefix),
  );
  return { ...moved, both: [...both, ...moved.both] };
}

function servedAs(view: OperationView, prefix: string): string {
  return `${view.method} ${view.kind === 'operation' ? prefix : ''}${anonymous(view.path)}`;
}

function matchNames(
  before: readonly OperationView[],
  after: readonly OperationView[],
  isUntouched: IsUntouched,
): Matching<OperationView> {
  const [added, removed, both]: [OperationView[], OperationView[], Matching<OperationView>['both'][number][]] = [
    [],
    [],
    [],
  ];
  const waiting = [{ before, after }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const matched = matchInTurn(unique(next.before), unique(next.after), [nameOf, (view) => anonymous(nameOf(view))]);
    for (const view of matched.added) added.push(view);
    for (const view of matched.removed) removed.push(view);
    for (const pair of matched.both) {
      if (isUntouched(pair.before, pair.after)) continue;
      both.push(pair);
      const [old, now] = [pair.before.callbacks, pair.after.callbacks];
      if (old.length + now.length > 0) waiting.push({ before: old, after: now });
    }
  }
  return { added, removed, both };
}

function nameOf(view: OperationView): string {
  return `${view.method} ${view.path}`;
}

function unique(views: readonly OperationView[]): OperationView[] {
  return [...new Map([...views].reverse().map((view) => [nameOf(view), view])).values()].reverse();
}

export function pairOperation({ before, after }: { before: OperationView; after: OperationView }): OperationPair {
  const reversed = after.kind !== 'operation';
  const responses = matchResponses(before.responses, after.responses);
  const body =
    before.requestBody !== undefined && after.requestBody !== undefined
      ? {
          before: before.requestBody,
          after: after.requestBody,
          content: matchContent(before.requestBody.content, after.requestBody.content, 'request', reversed),
        }
      : undefined;
  return {
    before,
    after,
    reversed,
    parameters: matchParameters(before, after),
    responses,
    answers: responses.both.map((pair) => ({
      ...pair,
      content: matchContent(pair.before.content, pair.after.content, 'response', reversed),
      headers: matchBy(pair.before.headers, pair.after.headers, (header) => header.name.toLowerCase()),
    })),
    ...(body === undefined ? {} : { body }),
  };
}

export function operationRef(view: OperationView): OperationRef {
  return { method: view.method, path: view.path };
}

/** `{id}` and `{petId}` are the same place in a path. */
export function anonymous(path: string): string {
  return path.replaceAll(/\{[^}]*\}/g, '{}');
}
