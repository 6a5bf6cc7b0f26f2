import { own } from '../../spec/json.ts';
import { stabilityLevels, stabilityOf } from '../lifecycle.ts';
import { keywordFact } from '../schemas/facts.ts';
import { plain, show } from '../wording.ts';
import type { SchemaCheck } from './check.ts';

export const propertyStability: SchemaCheck = {
  kind: 'schema',
  keywords: ['x-stability-level'],
  exact: true,
  title: 'Stability level of a property',
  why: 'A lower stability level takes back a promise that clients were given.',
  instead: 'Raise stability levels, do not lower them: publish what is experimental as a property of its own.',
  ids: {
    'request-property-stability-decreased': 'error',
    'response-property-stability-decreased': 'error',
    'request-property-stability-increased': 'info',
    'response-property-stability-increased': 'info',
  },
  also: { 'api-invalid-stability-level': 'error' },
  examples: [{ of: 'schema', before: '{ type: string }', after: '{ type: string, x-stability-level: beta }' }],
  id: (surface, event) =>
    event === invalid && /^(request|response)-(read-only-|write-only-)?property$/.test(surface)
      ? 'api-invalid-stability-level'
      : `${surface}-${event}`,
  compare: (pair, same) => {
    const [old, now] = [own(pair.before.node, keyword), own(pair.after.node, keyword)];
    if (same.equal(old, now)) return [];
    const [from, to] = [stabilityOf(pair.before.node), stabilityOf(pair.after.node)];
    if (from === undefined || to === undefined)
      return [keywordFact(pair, keyword, invalid, [(from === undefined ? old : now) ?? null])];
    const steps = stabilityLevels.indexOf(to) - stabilityLevels.indexOf(from);
    if (steps === 0 || from === 'draft' || from === 'alpha') return [];
    return [keywordFact(pair, keyword, steps < 0 ? 'stability-decreased' : 'stability-increased', [from, to])];
  },
  say: ({ where, id, args }) =>
    id === 'api-invalid-stability-level'
      ? `${where}: the stability level ${show(args[0])} is none of ${stabilityLevels.join(', ')}.`
      : `${where}: the stability level went from ${plain(args[0])} to ${plain(args[1])}.`,
};

const keyword = 'x-stability-level';
const invalid = 'stability-invalid';
