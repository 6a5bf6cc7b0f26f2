import type { OperationCheck } from './check.ts';

export const requestBody: OperationCheck = {
  kind: 'operation',
  title: 'Request body',
  why: 'Clients that send no body are refused when one is required; those that send one are when there is none any more.',
  instead: 'Keep the body optional and give what is missing a default.',
  ids: {
    'request-body-added-required': 'error',
    'request-body-added-optional': 'info',
    'request-body-removed': 'error',
    'request-body-became-required': 'error',
    'request-body-became-optional': 'info',
  },
  examples: [
    {
      of: 'operation',
      before: '{ responses: {} }',
      after: '{ requestBody: { content: { application/json: { schema: { type: string } } } }, responses: {} }',
    },
    {
      of: 'operation',
      before: '{ responses: {} }',
      after:
        '{ requestBody: { required: true, content: { application/json: { schema: { type: string } } } }, responses: {} }',
    },
    {
      of: 'operation',
      before: '{ requestBody: { content: { application/json: { schema: { type: string } } } }, responses: {} }',
      after: '{ responses: {} }',
    },
    {
      of: 'operation',
      before: '{ requestBody: { content: { application/json: { schema: { type: string } } } }, responses: {} }',
      after:
        '{ requestBody: { required: true, content: { application/json: { schema: { type: string } } } }, responses: {} }',
    },
    {
      of: 'operation',
      before:
        '{ requestBody: { required: true, content: { application/json: { schema: { type: string } } } }, responses: {} }',
      after: '{ requestBody: { content: { application/json: { schema: { type: string } } } }, responses: {} }',
    },
  ],
  reversed: {
    'request-body-added-required': 'info',
    'request-body-became-required': 'info',
    'request-body-became-optional': 'error',
  },
  compare: ({ before, after, body }, { base, head }) => {
    const [old, now] = [before.requestBody, after.requestBody];
    const spots = {
      before: { side: base, node: before.node, key: 'requestBody' },
      after: { side: head, node: after.node, key: 'requestBody' },
    };
    if (old === undefined && now !== undefined) {
      return [{ id: `request-body-added-${now.required ? 'required' : 'optional'}`, args: [], after: spots.after }];
    }
    if (old !== undefined && now === undefined) return [{ id: 'request-body-removed', args: [], before: spots.before }];
    if (body === undefined || body.before.required === body.after.required) return [];
    const id = `request-body-became-${body.after.required ? 'required' : 'optional'}`;
    return [
      {
        id,
        args: [],
        before: { side: base, node: body.before.node, key: 'required' },
        after: { side: head, node: body.after.node, key: 'required' },
      },
    ];
  },
  say: ({ id }) => {
    if (id === 'request-body-removed') return 'The request body is gone.';
    const kind = id.endsWith('-required') ? 'required' : 'optional';
    return id.includes('-added-') ? `There is a request body now; it is ${kind}.` : `The request body became ${kind}.`;
  },
};
