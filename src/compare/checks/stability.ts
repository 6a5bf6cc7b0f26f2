import { own } from '../../spec/json.ts';
import { isUnstable, stabilityLevels, stabilityOf } from '../lifecycle.ts';
import type { OperationPair } from '../operations/operation-pair.ts';
import { plain, show } from '../wording.ts';
import type { Context, DocumentCheck, Finding } from './check.ts';

export const stability: DocumentCheck = {
  kind: 'document',
  title: 'Stability level',
  why: 'A lower stability level takes back a promise that clients were given.',
  instead: 'Raise stability levels, do not lower them: publish what is experimental under another path.',
  ids: {
    'api-stability-decreased': 'error',
    'api-stability-increased': 'info',
    'api-invalid-stability-level': 'error',
  },
  examples: [
    { of: 'operation', before: 'responses: {}', after: '{ x-stability-level: beta, responses: {} }' },
    { of: 'operation', before: '{ x-stability-level: beta, responses: {} }', after: 'responses: {}' },
    { of: 'operation', before: 'responses: {}', after: '{ x-stability-level: ga, responses: {} }' },
  ],
  compare: ({ both, unstable, removed }, context) => [
    ...[...both, ...unstable].flatMap((pair) => changed(pair, context)),
    ...removed
      .filter(({ node }) => stabilityOf(node) === undefined)
      .map((view): Finding => ({
        id: 'api-invalid-stability-level',
        args: [own(view.node, key) ?? null],
        before: { side: context.base, node: view.node, key },
        operations: [view],
      })),
  ],
  say: ({ id, args }) =>
    id === 'api-invalid-stability-level'
      ? `The stability level ${show(args[0])} is none of ${stabilityLevels.join(', ')}.`
      : `The stability level went from ${plain(args[0])} to ${plain(args[1])}.`,
};

const key = 'x-stability-level';

/** What was a draft or an alpha may become anything: nothing was promised of it. */
function changed({ before, after }: OperationPair, { base, head, same }: Context): Finding[] {
  const [from, to] = [stabilityOf(before.node), stabilityOf(after.node)];
  const spots = {
    before: { side: base, node: before.node, key },
    after: { side: head, node: after.node, key },
    operations: [before],
  };
  if (from === undefined || to === undefined) {
    const wrong = own((to === undefined ? after : before).node, key) ?? null;
    if (same.equal(before.node, after.node)) return [];
    return [{ id: 'api-invalid-stability-level', args: [wrong], ...spots }];
  }
  const steps = stabilityLevels.indexOf(to) - stabilityLevels.indexOf(from);
  if (steps === 0 || isUnstable(before.node)) return [];
  return [{ id: steps < 0 ? 'api-stability-decreased' : 'api-stability-increased', args: [from, to], ...spots }];
}
