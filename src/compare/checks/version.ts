import { apiVersion } from '../../spec/api-version.ts';
import { asObject, own } from '../../spec/json.ts';
import { breakingStep } from '../semver.ts';
import type { Side } from '../side.ts';
import { plain } from '../wording.ts';
import type { VerdictCheck } from './check.ts';

export const version: VerdictCheck = {
  kind: 'verdict',
  title: 'Version of the API',
  why: 'Who reads the version by Semantic Versioning takes a release without a new major number for one that breaks nothing.',
  instead:
    'Raise `info.version` as Semantic Versioning asks: the major number for what breaks, the minor one for what is new.',
  ids: {
    'api-version-not-bumped': 'info',
    'api-version-decreased': 'info',
    'api-major-version-not-bumped': 'info',
  },
  examples: [
    {
      of: 'document',
      before: '{ info: { title: A, version: 1.0.0 }, paths: { /a: { get: { responses: {} } } } }',
      after: '{ info: { title: A, version: 1.0.0 }, paths: {} }',
    },
    {
      of: 'document',
      before: '{ info: { title: A, version: 1.1.0 }, paths: { /a: { get: { responses: {} } } } }',
      after: '{ info: { title: A, version: 1.0.0 }, paths: {} }',
    },
    {
      of: 'document',
      before: '{ info: { title: A, version: 1.0.0 }, paths: { /a: { get: { responses: {} } } } }',
      after: '{ info: { title: A, version: 1.1.0 }, paths: {} }',
    },
  ],
  compare: (changes, { base, head }) => {
    const [from, to] = [apiVersion(base.description), apiVersion(head.description)];
    if (from === undefined || to === undefined || !changes.some(({ level }) => level === 'error')) return [];
    const step = breakingStep(from, to);
    if (step === undefined || step === 'enough') return [];
    const spot = (side: Side) => ({
      side,
      node: asObject(own(side.description.root, 'info')) ?? side.description.root,
      key: 'version',
    });
    return [{ id: ids[step], args: [from, to], before: spot(base), after: spot(head) }];
  },
  say: ({ id, args: [from, to] }) => {
    if (id === ids.none) return `Something breaks, and the version is still ${plain(to)}.`;
    const isBack = id === ids.back && breakingStep(plain(from), plain(to)) === 'back';
    if (isBack) return `Something breaks, and the version went back from ${plain(from)} to ${plain(to)}.`;
    return `Something breaks, and the version went from ${plain(from)} to ${plain(to)} only.`;
  },
};

const ids = {
  none: 'api-version-not-bumped',
  back: 'api-version-decreased',
  same: 'api-version-decreased',
  short: 'api-major-version-not-bumped',
} as const;
