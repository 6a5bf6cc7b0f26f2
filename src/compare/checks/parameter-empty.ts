import { own } from '../../spec/json.ts';
import type { ParameterView } from '../../spec/operations.ts';
import { refusesEmpty, sayEmpty } from '../operations/empty-text.ts';
import { heldSchema } from '../operations/held-schema.ts';
import { serializationOf } from '../operations/serialization.ts';
import { parameterTitle } from '../operations/titles.ts';
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
      .filter(({ before, after }) => heedsEmpty(before) && heedsEmpty(after) && allows(before) !== allows(after))
      .map(({ before, after }): Finding => {
        const [stricter, side] = allows(after) ? [before, base] : [after, head];
        const breaks = allows(after) === reversed;
        return {
          id: `request-parameter-became-${allows(after) ? '' : 'not-'}allow-empty-value`,
          ...(breaks && !refusesEmpty(heldSchema(side, stricter)) && { level: 'warning' }),
          args: [after.in, after.name],
          where: parameterTitle(after),
          property: after.name,
          before: { side: base, node: before.node, key },
          after: { side: head, node: after.node, key },
        };
      }),
  say: ({ where, id }) => sayEmpty(where, id),
};

/** It speaks of queries alone, and of no style that cannot write an empty value (OpenAPI 3.1, Parameter Object). */
function heedsEmpty(parameter: ParameterView): boolean {
  return parameter.in === 'query' && parameter.content.length === 0 && serializationOf(parameter).style === 'form';
}

function allows({ node }: ParameterView): boolean {
  return own(node, key) === true;
}
