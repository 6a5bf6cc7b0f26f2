import { asObject, own } from '../../spec/json.ts';
import type { ParameterView } from '../../spec/operations.ts';
import { parameterName, partOf } from '../places.ts';
import { parameterTitle } from '../roots.ts';
import type { OperationCheck } from './check.ts';

export const parameterAdded: OperationCheck = {
  kind: 'operation',
  title: 'Parameter added',
  why: 'Clients that do not know a new required parameter are refused.',
  ids: {
    'new-request-path-parameter': 'error',
    'new-required-request-parameter': 'error',
    'new-required-request-default-parameter-to-existing-path': 'error',
    'new-optional-request-parameter': 'info',
    'new-optional-request-default-parameter-to-existing-path': 'info',
  },
  examples: [
    {
      of: 'operation',
      before: '{ responses: {} }',
      after: '{ parameters: [{ name: limit, in: query, schema: { type: string } }], responses: {} }',
    },
    {
      of: 'operation',
      before: '{ responses: {} }',
      after: '{ parameters: [{ name: limit, in: query, required: true, schema: { type: string } }], responses: {} }',
    },
    {
      of: 'operation',
      before: '{ responses: {} }',
      after: '{ parameters: [{ name: limit, in: query, schema: { type: string, default: a } }], responses: {} }',
    },
    {
      of: 'operation',
      before: '{ responses: {} }',
      after:
        '{ parameters: [{ name: limit, in: query, required: true, schema: { type: string, default: a } }], responses: {} }',
    },
    {
      of: 'operation',
      before: '{ responses: {} }',
      after: '{ parameters: [{ name: id, in: path, required: true, schema: { type: string } }], responses: {} }',
    },
  ],
  reversed: {
    'new-required-request-parameter': 'info',
    'new-required-request-default-parameter-to-existing-path': 'info',
  },
  compare: ({ after, parameters }, { head }) =>
    parameters.added.map((parameter) => ({
      id: idOf(parameter),
      args: [parameter.in, parameter.name],
      where: parameterTitle(parameter),
      property: parameter.name,
      after: { side: head, node: parameter.node },
      cause: partOf(head, after, 'parameters', parameterName(parameter)),
    })),
  say: ({ where, id }) => `${where} is new and ${id.includes('optional') ? 'optional' : 'required'}.`,
};

function idOf(parameter: ParameterView): string {
  if (parameter.in === 'path') return 'new-request-path-parameter';
  const kind = parameter.required ? 'required' : 'optional';
  const withDefault = own(asObject(parameter.schema), 'default') !== undefined;
  return withDefault ? `new-${kind}-request-default-parameter-to-existing-path` : `new-${kind}-request-parameter`;
}
