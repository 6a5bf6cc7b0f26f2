import { z } from 'zod';
import { createDeployment, createDeploymentStatus, statusesOf } from '../domain/deployments.ts';
import type { Deployment } from '../model.ts';
import { notFound } from '../refusal.ts';
import { deployment, deploymentStatus } from '../render/deployment.ts';
import { bodyOf, defined, idOf, list, reading, writing } from './operation.ts';
import type { Answer, RepositoryCall, RepositoryOperation } from './operation.ts';

const CreateBody = z.object({
  ref: z.string(),
  task: z.string().optional(),
  auto_merge: z.boolean().optional(),
  required_contexts: z.array(z.string()).nullable().optional(),
  payload: z.unknown().optional(),
  environment: z.string().optional(),
  description: z.string().nullable().optional(),
  transient_environment: z.boolean().optional(),
  production_environment: z.boolean().optional(),
});

async function create(call: RepositoryCall): Promise<Answer> {
  const { world, repository, actor } = call;
  const body = bodyOf(CreateBody, call);
  const { ref, task, payload, environment, description } = body;
  const row = await createDeployment(world, actor, repository, {
    ref,
    ...defined({ task, payload, environment, description }),
    ...defined({
      autoMerge: body.auto_merge,
      requiredContexts: body.required_contexts,
      transient: body.transient_environment,
      production: body.production_environment,
    }),
  });
  if (!row)
    return { status: 202, body: { message: `Auto-merged ${repository.defaultBranch} into ${ref} on deployment.` } };
  return { status: 201, body: deployment(world, repository, row) };
}

function byId(call: RepositoryCall): Deployment {
  const row = call.world.store.deployments.get(idOf(call, 'deployment_id'));
  if (row?.repositoryId !== call.repository.id) throw notFound();
  return row;
}

/** Newest first. */
function listAll(call: RepositoryCall): Promise<Answer> {
  const { world, repository, query } = call;
  const asked = (key: string, value: string): boolean => query[key] === undefined || query[key] === value;
  const rows = world.store.deployments.filter(
    (row) =>
      row.repositoryId === repository.id &&
      asked('sha', row.sha) &&
      asked('ref', row.ref) &&
      asked('task', row.task) &&
      asked('environment', row.environment),
  );
  return list(call, rows.reverse(), (row) => deployment(world, repository, row));
}

const StatusBody = z.object({
  state: z.enum(['error', 'failure', 'inactive', 'in_progress', 'queued', 'pending', 'success']),
  target_url: z.string().optional(),
  log_url: z.string().optional(),
  description: z.string().optional(),
  environment: z.string().optional(),
  environment_url: z.string().optional(),
  auto_inactive: z.boolean().optional(),
});

function createStatus(call: RepositoryCall): Answer {
  const { world, repository, actor } = call;
  const body = bodyOf(StatusBody, call);
  const row = createDeploymentStatus(world, actor, byId(call), {
    state: body.state,
    ...defined({
      description: body.description,
      environment: body.environment,
      environmentUrl: body.environment_url,
      logUrl: body.log_url ?? body.target_url,
      autoInactive: body.auto_inactive,
    }),
  });
  return { status: 201, body: deploymentStatus(world, repository, row) };
}

function listStatuses(call: RepositoryCall): Promise<Answer> {
  const { world, repository } = call;
  return list(call, statusesOf(world, byId(call)), (row) => deploymentStatus(world, repository, row));
}

const read = reading('deployments');
const write = writing('deployments');
const STATUSES = '/deployments/:deployment_id/statuses';

export const deployments: readonly RepositoryOperation[] = [
  { id: 'repos/create-deployment', method: 'POST', path: '/deployments', needs: write, handle: create },
  { id: 'repos/list-deployments', method: 'GET', path: '/deployments', needs: read, handle: listAll },
  {
    id: 'repos/get-deployment',
    method: 'GET',
    path: '/deployments/:deployment_id',
    needs: read,
    handle: (call) => ({ body: deployment(call.world, call.repository, byId(call)) }),
  },
  { id: 'repos/create-deployment-status', method: 'POST', path: STATUSES, needs: write, handle: createStatus },
  { id: 'repos/list-deployment-statuses', method: 'GET', path: STATUSES, needs: read, handle: listStatuses },
];
