import { z } from 'zod';
import type { AddOptions } from '../queue/queue.ts';
import { noticeSchema, type Notice } from '../release/notice.ts';
import { request, type JobRequest } from './define.ts';

/** The repository that a job is about: by id, since names change, and by the installation that told us of it. */
export const repoRef = z.object({ installation: z.int(), id: z.int(), fullName: z.string() });
export type RepoRef = z.infer<typeof repoRef>;

export const reviewData = z.object({
  repo: repoRef,
  pull: z.int(),
  /** Somebody pressed "Re-run": GitHub waits for a new check run, even an equal one. */
  rerun: z.boolean().default(false),
});
export const rerunData = z.object({ repo: repoRef, head: z.string() });
export const mergeGroupData = z.object({
  repo: repoRef,
  head: z.string(),
  base: z.string(),
  /** The pull requests that the group is made of, as far as GitHub names them. */
  pulls: z.array(z.int()).default([]),
});
export const commandData = z.object({
  repo: repoRef,
  issue: z.int(),
  comment: z.int(),
  /** Its first line when it was written: an edit within the same second does not show in its times. */
  written: z.string().optional(),
  /** Found by a sweep: its webhook never came, and the world may have moved since. */
  late: z.boolean().default(false),
});
export const releaseData = z.object({ repo: repoRef });
export const driftData = z.object({ repo: repoRef });
export const sweepData = z.object({});
export const sweepRepositoryData = z.object({ repo: repoRef });
export const noticeData = z.object({ sink: z.string(), notice: noticeSchema });

/** Lower runs first. A rollback must not wait behind reviews. */
const PRIORITY = { command: 1, release: 3, notice: 5, review: 10, missed: 15, sweep: 20 } as const;

function spec<Data>(
  name: string,
  options: (data: Data) => AddOptions,
): {
  name: string;
  version: number;
  options: (data: Data) => AddOptions;
} {
  return { name, version: 1, options };
}

export const specs = {
  review: spec<z.infer<typeof reviewData>>('review', ({ repo, pull }) => ({
    latestOnly: `review-${repo.id}-${pull}`,
    priority: PRIORITY.review,
  })),
  rerun: spec<z.infer<typeof rerunData>>('rerun', ({ repo, head }) => ({
    latestOnly: `rerun-${repo.id}-${head}`,
    priority: PRIORITY.review,
  })),
  mergeGroup: spec<z.infer<typeof mergeGroupData>>('merge-group', ({ repo, head }) => ({
    latestOnly: `merge-group-${repo.id}-${head}`,
    priority: PRIORITY.review,
  })),
  command: spec<z.infer<typeof commandData>>('command', ({ comment }) => ({
    latestOnly: `command-${comment}`,
    priority: PRIORITY.command,
  })),
  release: spec<z.infer<typeof releaseData>>('release', ({ repo }) => ({
    latestOnly: `release-${repo.id}`,
    priority: PRIORITY.release,
  })),
  sweep: spec<z.infer<typeof sweepData>>('sweep', () => ({ latestOnly: 'sweep', priority: PRIORITY.sweep })),
  drift: spec<z.infer<typeof driftData>>('drift', ({ repo }) => ({
    latestOnly: `drift-${repo.id}`,
    priority: PRIORITY.sweep,
  })),
  sweepRepository: spec<z.infer<typeof sweepRepositoryData>>('sweep-repository', ({ repo }) => ({
    latestOnly: `sweep-${repo.id}`,
    priority: PRIORITY.sweep,
    ownTrace: true,
  })),
  notice: spec<z.infer<typeof noticeData>>('notice', ({ sink, notice }) => ({
    latestOnly: `notice-${sink}-${notice.id}`,
    priority: PRIORITY.notice,
  })),
} as const;

export function requestReview(repo: RepoRef, pull: number, delivery: string, rerun = false): JobRequest {
  return request(specs.review, { repo, pull, rerun }, delivery);
}

/** One that a sweep found, of hundreds where the App is new: what somebody has just pushed goes first, in whatever repository. */
export function requestMissedReview(repo: RepoRef, pull: number, delivery: string): JobRequest {
  const { job, options } = requestReview(repo, pull, delivery);
  return { job, options: { ...options, priority: PRIORITY.missed } };
}

export function requestRerun(repo: RepoRef, head: string, delivery: string): JobRequest {
  return request(specs.rerun, { repo, head }, delivery);
}

export function requestMergeGroup(
  group: Omit<z.infer<typeof mergeGroupData>, 'repo'> & { readonly repo: RepoRef },
  delivery: string,
): JobRequest {
  return request(specs.mergeGroup, group, delivery);
}

export function requestCommand(
  repo: RepoRef,
  issue: number,
  comment: number,
  delivery: string,
  found: { readonly written: string } | { readonly late: true },
): JobRequest {
  return request(specs.command, { repo, issue, comment, late: false, ...found }, delivery);
}

export function requestRelease(repo: RepoRef, delivery: string): JobRequest {
  return request(specs.release, { repo }, delivery);
}

export function requestSweep(delivery: string): JobRequest {
  return request(specs.sweep, {}, delivery);
}

export function requestRepositorySweep(repo: RepoRef, delivery: string): JobRequest {
  return request(specs.sweepRepository, { repo }, delivery);
}

export function requestDriftCheck(repo: RepoRef, delivery: string): JobRequest {
  return request(specs.drift, { repo }, delivery);
}

export function requestNotice(sink: string, notice: Notice): JobRequest {
  const { name, version, options } = specs.notice;
  const data = { sink, notice };
  const trace = { delivery: `notice-${notice.id}`, repository: notice.repository };
  return { job: { name, version, data, trace }, options: options(data) };
}
