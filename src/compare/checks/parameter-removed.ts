import type { ParameterView } from '../../spec/operations.ts';
import type { Level } from '../change.ts';
import { isDeprecated, isPastSunset, sunsetOf } from '../lifecycle.ts';
import { parameterCause } from '../operations/places.ts';
import { parameterTitle } from '../operations/titles.ts';
import { credentials } from '../security/carried.ts';
import { plain } from '../wording.ts';
import type { OperationCheck } from './check.ts';

export const parameterRemoved: OperationCheck = {
  kind: 'operation',
  title: 'Parameter removed',
  why: 'What clients send under that name has no effect any more, or is refused.',
  instead: 'Deprecate it first; go on accepting and ignoring it until the sunset date.',
  ids: {
    'request-parameter-removed': 'warning',
    'request-parameter-removed-with-deprecation': 'info',
    'request-parameter-removed-before-sunset': 'error',
  },
  also: { 'request-parameter-sunset-parse': 'error' },
  examples: [
    {
      of: 'operation',
      before: '{ parameters: [{ name: limit, in: query, schema: { type: string } }], responses: {} }',
      after: '{ responses: {} }',
    },
    {
      of: 'operation',
      before: '{ parameters: [{ name: limit, in: query, deprecated: true, schema: { type: string } }], responses: {} }',
      after: '{ responses: {} }',
    },
    {
      of: 'operation',
      before:
        '{ parameters: [{ name: limit, in: query, deprecated: true, x-sunset: "9999-01-01", schema: { type: string } }], responses: {} }',
      after: '{ responses: {} }',
    },
    {
      of: 'operation',
      before:
        '{ parameters: [{ name: limit, in: query, deprecated: true, x-sunset: soon, schema: { type: string } }], responses: {} }',
      after: '{ responses: {} }',
    },
  ],
  compare: ({ before, after, parameters, reversed }, context) => {
    const isCredential = reversed || parameters.removed.length === 0 ? undefined : credentials(context.head, after);
    return parameters.removed
      .filter(({ node }) => !isPastSunset(node, context.today))
      .map((parameter) => {
        const sunset = sunsetOf(parameter.node);
        const id = idOf(isDeprecated(parameter.node), sunset);
        return {
          id,
          ...(reversed && id === 'request-parameter-removed' && { level: missed(parameter) }),
          ...(id === 'request-parameter-removed' && isCredential?.(parameter, 'some') === true && { level: 'info' }),
          args: [parameter.in, parameter.name, sunset ?? null],
          where: parameterTitle(parameter),
          property: parameter.name,
          before: { side: context.base, node: parameter.node },
          cause: parameterCause(context.base, before, parameter),
        };
      });
  },
  say: ({ where, id, args }) => {
    if (id.endsWith('-with-deprecation')) return `${where} is gone; it was deprecated.`;
    if (id.endsWith('-before-sunset')) return `${where} is gone before its sunset date ${plain(args[2])}.`;
    if (id.endsWith('-sunset-parse'))
      return `${where} is gone, and its sunset date cannot be read; write it as YYYY-MM-DD.`;
    return `${where} is gone.`;
  },
};

/** Whoever gets a webhook or callback misses what always came. */
function missed({ required }: ParameterView): Level {
  return required ? 'error' : 'info';
}

function idOf(deprecated: boolean, sunset: string | null | undefined): string {
  if (!deprecated) return 'request-parameter-removed';
  if (sunset === null) return 'request-parameter-sunset-parse';
  return `request-parameter-removed-${sunset === undefined ? 'with-deprecation' : 'before-sunset'}`;
}
