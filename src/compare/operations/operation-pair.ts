import type { BodyView, MediaView, OperationView, ParameterView, ResponseView } from '../../spec/operations.ts';
import type { OperationRef } from '../change.ts';
import { matchBy, type Both, type Matching } from '../matching.ts';
import { matchContent } from './match-content.ts';
import { matchParameters } from './match-parameters.ts';
import { matchResponses } from './match-responses.ts';

/** One operation as both descriptions have it, its parts matched. It is told by its name before: the one that clients call. */
export interface OperationPair extends Both<OperationView> {
  /** A webhook or callback: its requests go to the API's users, its responses come from them. */
  readonly reversed: boolean;
  readonly parameters: Matching<ParameterView>;
  readonly body?: Both<BodyView> & { readonly content: Matching<MediaView> };
  readonly responses: Matching<ResponseView>;
  readonly answers: readonly AnswerPair[];
}

interface AnswerPair extends Both<ResponseView> {
  readonly content: Matching<MediaView>;
  readonly headers: Matching<ParameterView>;
}

/** Matches the parts of an operation that both have. */
export function pairOperation({ before, after }: Both<OperationView>): OperationPair {
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
      headers: matchHeaders(pair.before.headers, pair.after.headers),
    })),
    ...(body === undefined ? {} : { body }),
  };
}

/** In headers upper and lower case are the same (RFC 9110, section 5.1). */
export function matchHeaders(
  before: readonly ParameterView[],
  after: readonly ParameterView[],
): Matching<ParameterView> {
  return matchBy(before, after, ({ name }) => name.toLowerCase());
}

/** One media type of the body or of an answer, as both have it, and how what is found in it is called. */
export interface MediaPair extends Both<MediaView> {
  readonly surface: 'request-body' | 'response-body';
  readonly where: string;
}

/** Of its body and of its answers. */
export function mediaPairs({ body, answers }: OperationPair): MediaPair[] {
  const asked = body?.content.both ?? [];
  return [
    ...asked.map((pair) => ({ surface: 'request-body', where: 'Request body', ...pair }) as const),
    ...answers.flatMap(({ after: { status }, content }) =>
      content.both.map((pair) => ({ surface: 'response-body', where: `Response ${status}`, ...pair }) as const),
    ),
  ];
}

/** As changes name it. */
export function operationRef(view: OperationView): OperationRef {
  return { method: view.method, path: view.path };
}
