import { statusesOf } from '../domain/deployments.ts';
import type { Deployment, Repository } from '../model.ts';
import type { World } from '../world.ts';
import { html } from '../../../catalogue/site/html.ts';
import type { Html } from '../../../catalogue/site/html.ts';
import { badge, commitLink, mark, when, who } from './parts.ts';

export function deploymentsOf({ store }: World, repository: Repository): Deployment[] {
  return store.deployments.filter(({ repositoryId }) => repositoryId === repository.id);
}

export function deploymentState(world: World, deployment: Deployment): string {
  return statusesOf(world, deployment)[0]?.state ?? 'pending';
}

/** A link only where the address is one of the web: anything else could run in the page. */
function webLink(address: string, text: string): Html | undefined {
  return /^https?:\/\//.test(address) ? html` <a href="${address}" rel="noreferrer">${text}</a>` : undefined;
}

function deploymentRow(world: World, base: string, deployment: Deployment): Html {
  const statuses = statusesOf(world, deployment).reverse();
  return html`<div class="row">
    <div class="split row">
      <span>
        ${mark(deploymentState(world, deployment))} ${commitLink(base, deployment.sha)} ${deployment.description ?? ''}
        <span class="muted small">by</span> ${who(world, deployment.creatorId)}
      </span>
      ${when(deployment.createdAt)}
    </div>
    ${statuses.map(
      (status) =>
        html`<div class="split row small">
          <span>
            ${mark(status.state)} ${status.state.replaceAll('_', ' ')} ${status.description}
            ${webLink(status.environmentUrl, 'open')}${webLink(status.logUrl, 'log')}
          </span>
          ${when(status.createdAt)}
        </div>`,
    )}
  </div>`;
}

/** Each environment with its deployments, the newest first. */
export function environments(world: World, base: string, deployments: readonly Deployment[]): Html[] {
  const names = [...new Set(deployments.map(({ environment }) => environment))];
  return names.map((name) => {
    const own = deployments.filter(({ environment }) => environment === name).toReversed();
    const [newest] = own;
    return html`<div class="box" id="${name}">
      <div class="head"><b>${name}</b> ${newest && badge(deploymentState(world, newest))}</div>
      ${own.map((deployment) => deploymentRow(world, base, deployment))}
    </div>`;
  });
}
