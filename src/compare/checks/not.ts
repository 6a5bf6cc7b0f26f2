import { keywordFact } from '../schemas/facts.ts';
import type { SchemaCheck } from './check.ts';

const refused = ['request-body-not-added', 'request-property-not-added', 'request-parameter-not-added'] as const;
const allowed = ['response-body-not-removed', 'response-property-not-removed', 'response-header-not-removed'] as const;
const kinder = [...refused, ...allowed].map((id) =>
  id.endsWith('-added') ? id.replace(/-added$/, '-removed') : id.replace(/-removed$/, '-added'),
);
const ids = {
  ...Object.fromEntries([...refused, ...allowed].map((id) => [id, 'error' as const])),
  ...Object.fromEntries(kinder.map((id) => [id, 'info' as const])),
};

export const not: SchemaCheck = {
  kind: 'schema',
  title: 'Values that not excludes',
  why: 'A value that not excludes is refused although it fits everything else; without not, such values arrive at clients that never met them.',
  instead:
    'Refuse such values in the operation where they are wrong, and announce it, before the schema excludes them everywhere.',
  ids,
  ours: Object.keys(ids),
  examples: [{ of: 'schema', before: '{ type: string }', after: '{ type: string, not: { enum: [bad] } }' }],
  keywords: ['not'],
  compare: (pair) => {
    const [from, to] = [pair.before.get('not'), pair.after.get('not')];
    if ((from === undefined) === (to === undefined)) return [];
    return [keywordFact(pair, 'not', to === undefined ? 'not-removed' : 'not-added', [])];
  },
  say: ({ where, id }) =>
    id.endsWith('-not-added')
      ? `${where}: some values are excluded by not now.`
      : `${where}: the values that not excluded are allowed now.`,
};
