import type { DocumentCheck } from './check.ts';

/** Where the bound on late questions ends the search for what breaks and no check of the form tells (src/compare/proof/effort.ts). */
export const notSought: DocumentCheck = {
  kind: 'document',
  title: 'Breaks that were not sought',
  why: 'Some breaks show in no single difference, and are found by asking for a value. After the first questions of a large change the effort is bounded; in the operations that this names such a break may be there, and nobody has looked.',
  instead: 'Ask for more of it: `sluice check --witness all`, which takes longer; or make the change in smaller steps.',
  ids: { 'hidden-breaks-not-sought': 'info' },
  ours: ['hidden-breaks-not-sought'],
  // It takes more changes than anybody wants to read.
  examples: [],
  // Found by counting, not by looking: src/compare/proof/unasked.ts.
  compare: () => [],
  say: () =>
    'The change is too large to ask all that could be asked: breaks that no single difference shows were not sought everywhere. --witness all seeks more of them.',
};
