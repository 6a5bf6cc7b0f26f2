import { parameterTitle } from '../operations/titles.ts';
import type { OperationCheck } from './check.ts';

export const parameterRequired: OperationCheck = {
  kind: 'operation',
  title: 'Parameter required',
  why: 'Clients that leave out a parameter that became required are refused.',
  instead: 'Keep it optional, with a default that means what leaving it out meant before.',
  ids: {
    'request-parameter-became-required': 'error',
    'request-parameter-became-optional': 'info',
  },
  examples: [
    {
      of: 'operation',
      before: '{ parameters: [{ name: limit, in: query, schema: { type: string } }], responses: {} }',
      after: '{ parameters: [{ name: limit, in: query, required: true, schema: { type: string } }], responses: {} }',
    },
    {
      of: 'operation',
      before: '{ parameters: [{ name: limit, in: query, required: true, schema: { type: string } }], responses: {} }',
      after: '{ parameters: [{ name: limit, in: query, schema: { type: string } }], responses: {} }',
    },
  ],
  reversed: { 'request-parameter-became-required': 'info', 'request-parameter-became-optional': 'error' },
  compare: ({ parameters }, { base, head }) =>
    parameters.both
      .filter(({ before, after }) => before.required !== after.required)
      .map(({ before, after }) => ({
        id: `request-parameter-became-${after.required ? 'required' : 'optional'}`,
        args: [after.in, after.name],
        where: parameterTitle(after),
        property: after.name,
        before: { side: base, node: before.node, key: 'required' },
        after: { side: head, node: after.node, key: 'required' },
      })),
  say: ({ where, id }) => `${where} became ${id.endsWith('-required') ? 'required' : 'optional'}.`,
};
