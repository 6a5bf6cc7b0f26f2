import { own } from '../../spec/json.ts';
import type { ParameterView } from '../../spec/operations.ts';
import type { Both } from '../matching.ts';
import { refusesEmpty, sayEmpty } from '../operations/empty-text.ts';
import { heldSchema } from '../operations/held-schema.ts';
import { isJson } from '../operations/media-types.ts';
import { serializationOf } from '../operations/serialization.ts';
import { parameterTitle } from '../operations/titles.ts';
import type { Side } from '../side.ts';
import type { Finding, OperationCheck } from './check.ts';

const key = 'allowEmptyValue';

export const parameterEmpty: OperationCheck = {
  kind: 'operation',
  title: 'Parameter without a value',
  why: 'Clients that send a parameter’s name without a value, as in `?archived=`, are refused.',
  instead: 'Go on taking the empty value for a parameter that is left out.',
  ids: {
    'request-parameter-became-allow-empty-value': 'info',
    'request-parameter-became-not-allow-empty-value': 'error',
  },
  ours: ['request-parameter-became-allow-empty-value', 'request-parameter-became-not-allow-empty-value'],
  examples: [
    {
      of: 'operation',
      before: '{ parameters: [{ name: archived, in: query, schema: { type: boolean } }], responses: {} }',
      after:
        '{ parameters: [{ name: archived, in: query, allowEmptyValue: true, schema: { type: boolean } }], responses: {} }',
    },
    {
      of: 'operation',
      before:
        '{ parameters: [{ name: archived, in: query, allowEmptyValue: true, schema: { type: boolean } }], responses: {} }',
      after: '{ parameters: [{ name: archived, in: query, schema: { type: boolean } }], responses: {} }',
    },
  ],
  reversed: {
    'request-parameter-became-allow-empty-value': 'error',
    'request-parameter-became-not-allow-empty-value': 'info',
  },
  compare: ({ parameters, reversed }, { base, head }) =>
    parameters.both
      .filter((both) => isTold(both) && allows(both.before) !== allows(both.after))
      .map(({ before, after }): Finding => {
        const [stricter, side] = allows(after) ? [before, base] : [after, head];
        const breaks = allows(after) === reversed;
        return {
          id: `request-parameter-became-${allows(after) ? '' : 'not-'}allow-empty-value`,
          ...(breaks && !refuses(side, stricter) && { level: 'warning' }),
          args: [after.in, after.name],
          where: parameterTitle(after),
          property: after.name,
          before: { side: base, node: before.node, key },
          after: { side: head, node: after.node, key },
        };
      }),
  say: ({ where, id }) => sayEmpty(where, id),
};

/** In a style that cannot write an empty value the flag is ignored, and the style is told of. */
function isTold({ before, after }: Both<ParameterView>): boolean {
  return [before, after].every((parameter) => heedsEmpty(parameter) || isContent(parameter));
}

function isContent(parameter: ParameterView): boolean {
  return parameter.in === 'query' && parameter.content.length > 0;
}

/** It speaks of queries alone, and of no style that cannot write an empty value (OpenAPI 3.1, Parameter Object). */
function heedsEmpty(parameter: ParameterView): boolean {
  return parameter.in === 'query' && !isContent(parameter) && serializationOf(parameter).style === 'form';
}

function allows(parameter: ParameterView): boolean {
  return heedsEmpty(parameter) && own(parameter.node, key) === true;
}

/** JSON has no empty text. */
function refuses(side: Side, parameter: ParameterView): boolean {
  const [media] = parameter.content;
  return (media !== undefined && isJson(media.type)) || refusesEmpty(heldSchema(side, media ?? parameter));
}
