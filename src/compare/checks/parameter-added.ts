import type { ParameterView } from '../../spec/operations.ts';
import { isOfPath, parameterCause } from '../operations/places.ts';
import { parameterTitle } from '../operations/titles.ts';
import { credentials } from '../security/carried.ts';
import type { OperationCheck } from './check.ts';

export const parameterAdded: OperationCheck = {
  kind: 'operation',
  title: 'Parameter added',
  why: 'Clients that do not know a new required parameter are refused.',
  instead: 'Make it optional with a default that means what leaving it out meant before.',
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
      of: 'document',
      before: 'paths: { /a: { get: { responses: {} } } }',
      after:
        'paths: { /a: { parameters: [{ name: q, in: query, schema: { type: string } }], get: { responses: {} } } }',
    },
    {
      of: 'document',
      before: 'paths: { /a: { get: { responses: {} } } }',
      after:
        'paths: { /a: { parameters: [{ name: q, in: query, required: true, schema: { type: string } }], get: { responses: {} } } }',
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
  compare: ({ before, after, parameters, reversed }, { base, head }) => {
    const isCredential = reversed || parameters.added.length === 0 ? undefined : credentials(base, before);
    return parameters.added.map((parameter) => ({
      id: idOf(parameter, isOfPath(head, after, parameter)),
      ...(isCredential?.(parameter, 'every') === true && { level: 'info' as const }),
      args: [parameter.in, parameter.name],
      where: parameterTitle(parameter),
      property: parameter.name,
      after: { side: head, node: parameter.node },
      cause: parameterCause(head, after, parameter),
    }));
  },
  say: ({ where, id }) => `${where} is new and ${id.includes('optional') ? 'optional' : 'required'}.`,
};

/** The public ids call a parameter `default` that stands at the path, for all its operations. */
function idOf(parameter: ParameterView, shared: boolean): string {
  if (parameter.in === 'path') return 'new-request-path-parameter';
  const kind = parameter.required ? 'required' : 'optional';
  return shared ? `new-${kind}-request-default-parameter-to-existing-path` : `new-${kind}-request-parameter`;
}
