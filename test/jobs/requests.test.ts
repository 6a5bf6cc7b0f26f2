import { expect, it } from 'vitest';
import { requestMissedReview, requestReview } from '../../src/jobs/requests.ts';
import { REPOSITORY } from './offline/world.ts';

it('what a sweep finds waits for what somebody has just pushed, and stands for the same work', () => {
  const [missed, pushed] = [requestMissedReview(REPOSITORY, 1, 'sweep'), requestReview(REPOSITORY, 1, 'webhook')];
  expect(missed.options.priority).toBeGreaterThan(pushed.options.priority ?? 0);
  expect(missed.options.latestOnly).toBe(pushed.options.latestOnly);
  expect(missed.job.data).toEqual(pushed.job.data);
});
