import { isDeprecated } from '../lifecycle.ts';
import { parameterTitle } from '../roots.ts';
import type { Finding, OperationCheck } from './check.ts';

export const parameterChanged: OperationCheck = {
  kind: 'operation',
  why: 'Clients that leave out a parameter that became required are refused; a deprecated one will go.',
  ids: {
    'request-parameter-became-required': 'error',
    'request-parameter-became-optional': 'info',
    'request-parameter-deprecated': 'info',
    'request-parameter-reactivated': 'info',
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
    {
      of: 'operation',
      before: '{ parameters: [{ name: limit, in: query, schema: { type: string } }], responses: {} }',
      after: '{ parameters: [{ name: limit, in: query, deprecated: true, schema: { type: string } }], responses: {} }',
    },
    {
      of: 'operation',
      before: '{ parameters: [{ name: limit, in: query, deprecated: true, schema: { type: string } }], responses: {} }',
      after: '{ parameters: [{ name: limit, in: query, schema: { type: string } }], responses: {} }',
    },
  ],
  reversed: { 'request-parameter-became-required': 'info', 'request-parameter-became-optional': 'error' },
  compare: ({ parameters }, { base, head }) =>
    parameters.both.flatMap(({ before, after }) => {
      const found = (id: string, key: string): Finding => ({
        id,
        args: [after.in, after.name],
        where: parameterTitle(after),
        property: after.name,
        before: { side: base, node: before.node, key },
        after: { side: head, node: after.node, key },
      });
      const [was, is] = [isDeprecated(before.node), isDeprecated(after.node)];
      return [
        ...(before.required === after.required
          ? []
          : [found(`request-parameter-became-${after.required ? 'required' : 'optional'}`, 'required')]),
        ...(was === is ? [] : [found(`request-parameter-${is ? 'deprecated' : 'reactivated'}`, 'deprecated')]),
      ];
    }),
  say: ({ where, id }) => {
    if (id.endsWith('-reactivated')) return `${where} is not deprecated any more.`;
    return id.endsWith('-deprecated')
      ? `${where} is deprecated.`
      : `${where} became ${id.endsWith('-required') ? 'required' : 'optional'}.`;
  },
};
