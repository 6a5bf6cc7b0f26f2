import { decimal, isMultiple } from '../inclusion/decimal.ts';
import { keywordFact } from '../schemas/facts.ts';
import type { SchemaView } from '../schemas/schema-view.ts';
import { sayKeyword } from '../wording.ts';
import type { SchemaCheck } from './check.ts';

export const multipleOf: SchemaCheck = {
  kind: 'schema',
  keywords: ['multipleOf'],
  title: 'Multiples',
  why: 'A number between the new steps, which was fine, is refused; or one arrives that is none of the old steps.',
  instead: 'Go on accepting the old steps and round in the application; give a finer unit a property of its own.',
  ids: {
    'request-body-multiple-of-set': 'error',
    'request-property-multiple-of-set': 'error',
    'request-parameter-multiple-of-set': 'error',
    'response-body-multiple-of-set': 'info',
    'response-property-multiple-of-set': 'info',
    'response-header-multiple-of-set': 'info',
    'request-body-multiple-of-unset': 'info',
    'request-property-multiple-of-unset': 'info',
    'request-parameter-multiple-of-unset': 'info',
    'response-body-multiple-of-unset': 'error',
    'response-property-multiple-of-unset': 'error',
    'response-header-multiple-of-unset': 'error',
    'request-body-multiple-of-changed': 'error',
    'request-property-multiple-of-changed': 'error',
    'response-body-multiple-of-changed': 'error',
    'response-property-multiple-of-changed': 'error',
    'request-body-multiple-of-generalized': 'info',
    'request-property-multiple-of-generalized': 'info',
    'response-body-multiple-of-specialized': 'info',
    'response-property-multiple-of-specialized': 'info',
  },
  examples: [
    { of: 'schema', before: '{ type: number }', after: '{ type: number, multipleOf: 2 }' },
    { of: 'schema', before: '{ type: number, multipleOf: 0.1 }', after: '{ type: number, multipleOf: 0.2 }' },
    { of: 'schema', before: '{ type: number, multipleOf: 2 }', after: '{ type: number, multipleOf: 3 }' },
  ],
  compare: (pair) => {
    const [from, to] = [stepOf(pair.before), stepOf(pair.after)];
    if (from === to) return [];
    const fact = (event: string) => [
      keywordFact(pair, 'multipleOf', `multiple-of-${event}`, [from ?? null, to ?? null]),
    ];
    if (from === undefined || to === undefined) return fact(from === undefined ? 'set' : 'unset');
    if (pair.direction === 'request') return fact(divides(to, from) ? 'generalized' : 'changed');
    return fact(divides(from, to) ? 'specialized' : 'changed');
  },
  say: (told) => sayKeyword(told, 'multipleOf'),
};

function stepOf(view: SchemaView): number | undefined {
  const step = view.get('multipleOf');
  return typeof step === 'number' && step > 0 ? step : undefined;
}

/** Whether the second is a multiple of the first. */
function divides(step: number, multiple: number): boolean {
  return isMultiple(decimal(multiple), decimal(step));
}
