import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventually } from '../../src/local/story/eventually.ts';
import { observer, settled } from '../../src/local/story/observe.ts';
import { startStoryWorld } from '../../src/local/story/world.ts';
import { startTraffic } from '../../src/local/traffic.ts';

const big = join(process.env['SLUICE_SHARED'] ?? '../shared', 'corpora', 'big');
const isThere = existsSync(join(big, 'gh-api-base.json.xz'));
if (!isThere) process.stderr.write('skipped: the 13 MB description is not there (SLUICE_SHARED)\n');

function unpacked(name: string): string {
  return execFileSync('xz', ['-dc', join(big, name)], { maxBuffer: 64 * 1024 * 1024, encoding: 'utf8' });
}

describe.skipIf(!isThere)('a description of 13 MB', () => {
  it('is reviewed, commented, accepted and deployed as any other', async () => {
    const path = 'apis/orders/openapi.json';
    const world = await startStoryWorld({ orders: { path, text: unpacked('gh-api-base.json.xz') } });
    const paths = ['/orders/zen', '/customers/customers'];
    const traffic = startTraffic({ url: world.gatewayUrl, paths, perSecond: 40 });
    try {
      const observe = observer(world);
      await eventually(
        'the first release',
        async () => ((await observe.production())?.current?.phase === 'passed' ? true : undefined),
        { timeoutMs: 120_000 },
      );
      const { mira, tom } = world;
      const head = await mira.push('newer', 'The next release', { [path]: unpacked('gh-api-revision.json.xz') });
      const pull = await mira.open('newer', 'The next release', '');
      const check = await eventually('the check', () => observe.check(head), { timeoutMs: 120_000 });
      expect(check.conclusion).toBe('failure');
      const comment = await eventually('the comment', () => observe.stickyComment(pull), { timeoutMs: 30_000 });
      expect(comment.length).toBeLessThanOrEqual(65_536);
      await tom.comment(pull, '/waive all --reason "a release of theirs"');
      await eventually(
        'the waived check',
        async () => ((await observe.check(head))?.conclusion === 'success' ? true : undefined),
        { timeoutMs: 180_000 },
      );
      const state = await settled(observe, await tom.merge(pull), 240_000);
      expect(state.current?.phase).toBe('passed');
      expect(world.github.contract.violations).toEqual([]);
    } finally {
      await traffic.stop();
      await world.close();
    }
  }, 600_000);
});
