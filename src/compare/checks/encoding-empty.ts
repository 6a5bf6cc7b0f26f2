import { own } from '../../spec/json.ts';
import { refusesEmpty, sayEmpty } from '../operations/empty-text.ts';
import { mediaPairs, type MediaPair } from '../operations/operation-pair.ts';
import { describedParts, encodingSpot, type Part } from '../operations/parts.ts';
import { plain } from '../wording.ts';
import type { Context, Finding, OperationCheck } from './check.ts';

const IDS = {
  'request-body-encoding-became-allow-empty-value': 'info',
  'request-body-encoding-became-not-allow-empty-value': 'error',
} as const;

const key = 'allowEmptyValue';

/** What parameters of a query say of themselves in every version, fields of a form say in OpenAPI 2.0 alone. */
export const encodingEmpty: OperationCheck = {
  kind: 'operation',
  title: 'Field of a form without a value',
  why: 'Clients that send a field’s name without a value, as in `archived=`, are refused.',
  instead: 'Go on taking the empty value for a field that is left out.',
  ids: IDS,
  ours: Object.keys(IDS),
  examples: [
    { of: 'document', before: form(''), after: form('allowEmptyValue: true') },
    { of: 'document', before: form('allowEmptyValue: true'), after: form('') },
  ],
  compare: (pair, context) => mediaPairs(pair).flatMap((media) => changed(media, context)),
  say: ({ where, id, args: [part] }) => sayEmpty(`${where}: field ${plain(part)}`, id),
};

function form(beside: string): string {
  const field = `{ name: archived, in: formData, type: boolean, ${beside} }`;
  return `{ swagger: '2.0', paths: { /things: { post: { parameters: [${field}], responses: {} } } } }`;
}

function changed({ surface, where, before, after }: MediaPair, { base, head }: Context): Finding[] {
  if (surface !== 'request-body' || [base, head].some(({ description }) => description.version !== '2.0')) return [];
  return describedParts(before, after, { base, head }).flatMap(({ name, old, now }): Finding[] => {
    if (allows(old) === allows(now)) return [];
    const breaks = !allows(now);
    return [
      {
        id: `request-body-encoding-became-${breaks ? 'not-' : ''}allow-empty-value`,
        ...(breaks && !refusesEmpty(now.view) && { level: 'warning' }),
        args: [name],
        where,
        property: name,
        before: encodingSpot(before, old.node, key, base),
        after: encodingSpot(after, now.node, key, head),
      },
    ];
  });
}

function allows({ node }: Part): boolean {
  return own(node, key) === true;
}
