import { z } from 'zod';
import { createCheckRun, rerequest, runsFor, updateCheckRun } from '../domain/checks.ts';
import type { CheckFields } from '../domain/checks.ts';
import type { Actor } from '../actor.ts';
import { resolveCommit } from '../git/refs.ts';
import type { CheckRun } from '../model.ts';
import { notFound, Refusal, unprocessable } from '../refusal.ts';
import { checkRun } from '../render/check.ts';
import { bodyOf, defined, idOf, pageOf, reading, writing } from './operation.ts';
import type { Answer, RepositoryCall, RepositoryOperation } from './operation.ts';

const Fields = z.object({
  name: z.string().optional(),
  status: z.enum(['queued', 'in_progress', 'completed']).optional(),
  conclusion: z
    .enum(['action_required', 'cancelled', 'failure', 'neutral', 'success', 'skipped', 'timed_out'])
    .optional(),
  external_id: z.string().optional(),
  details_url: z.string().optional(),
  started_at: z.string().optional(),
  completed_at: z.string().optional(),
  output: z
    .object({
      title: z.string().optional(),
      summary: z.string().default(''),
      text: z.string().optional(),
      annotations: z
        .array(
          z.looseObject({
            path: z.string(),
            start_line: z.number(),
            end_line: z.number(),
            annotation_level: z.enum(['notice', 'warning', 'failure']),
            message: z.string(),
          }),
        )
        .optional(),
    })
    .optional(),
  actions: z.array(z.object({ label: z.string(), description: z.string(), identifier: z.string() })).optional(),
});

function fieldsOf({ output, ...body }: z.infer<typeof Fields>): CheckFields {
  const { external_id, details_url, started_at, completed_at, name, status, conclusion, actions } = body;
  return defined({
    ...{ name, status, conclusion, actions },
    externalId: external_id,
    detailsUrl: details_url,
    startedAt: started_at,
    completedAt: completed_at,
    output: output && {
      summary: output.summary,
      ...defined({
        title: output.title,
        text: output.text,
        annotations: output.annotations,
      }),
    },
  });
}

/** Check runs are an App's; people only look. */
function installed({ actor }: RepositoryCall): Actor & { kind: 'installation' } {
  if (actor.kind !== 'installation') throw new Refusal(403, 'You must authenticate via a GitHub App.');
  return actor;
}

function runById(call: RepositoryCall): CheckRun {
  const run = call.world.store.checkRuns.get(idOf(call, 'check_run_id'));
  if (run?.repositoryId !== call.repository.id) throw notFound();
  return run;
}

const CreateBody = Fields.extend({ name: z.string(), head_sha: z.string() });

async function create(call: RepositoryCall): Promise<Answer> {
  const { world, repository } = call;
  const body = bodyOf(CreateBody, call);
  const fields = { ...fieldsOf(body), name: body.name, headSha: body.head_sha };
  const run = await createCheckRun(world, installed(call), repository, fields);
  return { status: 201, body: checkRun(world, repository, run) };
}

async function update(call: RepositoryCall): Promise<Answer> {
  const { world, repository } = call;
  const run = runById(call);
  await updateCheckRun(world, installed(call), run, fieldsOf(bodyOf(Fields, call)));
  return { body: checkRun(world, repository, run) };
}

async function listForRef(call: RepositoryCall): Promise<Answer> {
  const { world, repository, dir, params, query } = call;
  const sha = await resolveCommit(dir, params['ref'] ?? '');
  if (sha === undefined) throw unprocessable(`No commit found for SHA: ${params['ref'] ?? ''}`);
  const all = runsFor(world, repository, sha, query['filter'] === 'all' ? 'all' : 'latest').filter(
    (run) =>
      (query['check_name'] === undefined || run.name === query['check_name']) &&
      (query['status'] === undefined || run.status === query['status']) &&
      (query['app_id'] === undefined || run.appId === Number(query['app_id'])),
  );
  const { rows, headers } = pageOf(call, all);
  const body = { total_count: all.length, check_runs: rows.map((run) => checkRun(world, repository, run)) };
  return { body, headers };
}

export const checks: readonly RepositoryOperation[] = [
  { id: 'checks/create', method: 'POST', path: '/check-runs', needs: writing('checks'), handle: create },
  { id: 'checks/update', method: 'PATCH', path: '/check-runs/:check_run_id', needs: writing('checks'), handle: update },
  {
    id: 'checks/get',
    method: 'GET',
    path: '/check-runs/:check_run_id',
    needs: reading('checks'),
    handle: (call) => ({ body: checkRun(call.world, call.repository, runById(call)) }),
  },
  {
    id: 'checks/rerequest-run',
    method: 'POST',
    path: '/check-runs/:check_run_id/rerequest',
    needs: writing('checks'),
    handle: (call) => {
      rerequest(call.world, call.actor, runById(call));
      return { status: 201, body: {} };
    },
  },
  {
    id: 'checks/list-for-ref',
    method: 'GET',
    path: '/commits/:ref/check-runs',
    needs: reading('checks'),
    handle: listForRef,
  },
];
