import type { ParameterView } from '../../spec/operations.ts';
import type { Both } from '../matching.ts';
import { isUrlencoded } from '../operations/parts.ts';
import { fieldRewritings, rewritings, sayRewriting } from '../operations/rewriting.ts';
import { parameterTitle } from '../operations/titles.ts';
import type { Sides } from '../side.ts';
import { plain } from '../wording.ts';
import type { Finding, OperationCheck } from './check.ts';

export const parameterSerialization: OperationCheck = {
  kind: 'operation',
  title: 'How a parameter is written',
  why: 'A list that clients write as `a=1,2` is read as one value, or refused, by a server that waits for `a=1|2` or for JSON.',
  instead: 'Add a second parameter in the new style, and accept both.',
  ids: {
    'request-parameter-style-changed': 'error',
    'request-parameter-explode-changed': 'error',
    'request-parameter-content-changed': 'error',
    'request-parameter-became-allow-reserved': 'info',
    'request-parameter-became-not-allow-reserved': 'error',
  },
  ours: [
    'request-parameter-style-changed',
    'request-parameter-explode-changed',
    'request-parameter-content-changed',
    'request-parameter-became-allow-reserved',
    'request-parameter-became-not-allow-reserved',
  ],
  examples: [
    {
      of: 'operation',
      before: '{ parameters: [{ name: a, in: query, explode: false, schema: { type: array } }], responses: {} }',
      after:
        '{ parameters: [{ name: a, in: query, style: pipeDelimited, explode: false, schema: { type: array } }], responses: {} }',
    },
    {
      of: 'operation',
      before: '{ parameters: [{ name: a, in: query, schema: { type: array } }], responses: {} }',
      after: '{ parameters: [{ name: a, in: query, explode: false, schema: { type: array } }], responses: {} }',
    },
    {
      of: 'operation',
      before: '{ parameters: [{ name: a, in: query, schema: { type: object } }], responses: {} }',
      after:
        '{ parameters: [{ name: a, in: query, content: { application/json: { schema: { type: object } } } }], responses: {} }',
    },
    {
      of: 'operation',
      before: '{ parameters: [{ name: a, in: query, schema: { type: string } }], responses: {} }',
      after: '{ parameters: [{ name: a, in: query, allowReserved: true, schema: { type: string } }], responses: {} }',
    },
    {
      of: 'operation',
      before: '{ parameters: [{ name: a, in: query, allowReserved: true, schema: { type: string } }], responses: {} }',
      after: '{ parameters: [{ name: a, in: query, schema: { type: string } }], responses: {} }',
    },
  ],
  reversed: {
    'request-parameter-became-allow-reserved': 'error',
    'request-parameter-became-not-allow-reserved': 'info',
  },
  compare: ({ parameters }, sides) =>
    parameters.both.flatMap((pair) => [...ofParameter(pair, sides), ...ofFields(pair, sides)]),
  say: ({ where, id, args: [, , ...values] }) =>
    id.endsWith('-not-allow-reserved')
      ? `${where}: reserved characters have to be percent-encoded now.`
      : sayRewriting(where, id, values),
};

function ofParameter({ before, after }: Both<ParameterView>, sides: Sides): Finding[] {
  return rewritings(before, after, sides).map(({ event, args, ...spots }) => ({
    id: `request-parameter-${event}`,
    args: [after.in, after.name, ...args],
    where: parameterTitle(after),
    property: after.name,
    ...spots,
  }));
}

/** Those of a whole query that is a form (OpenAPI 3.2, Parameter Locations). */
function ofFields(parameter: Both<ParameterView>, sides: Sides): Finding[] {
  const [before, after] = [parameter.before.content[0], parameter.after.content[0]];
  if (before === undefined || after === undefined || ![before, after].every(isUrlencoded)) return [];
  return fieldRewritings(before, after, sides).map(({ name, event, args, ...spots }) => ({
    id: `request-parameter-${event}`,
    args: [parameter.after.in, name, ...args],
    where: `${parameterTitle(parameter.after)}: field ${plain(name)}`,
    property: name,
    ...spots,
  }));
}
