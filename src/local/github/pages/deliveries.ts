import type { World } from '../world.ts';
import { html } from '../../../catalogue/site/html.ts';
import type { Html } from '../../../catalogue/site/html.ts';
import { mark, shell, when } from './parts.ts';

const SHOWN = 200;

export const DELIVERIES_PATH = '/_local/deliveries';

/** What was sent to the Apps, the newest first. */
export function deliveriesPage(world: World): Html {
  const rows = world.store.deliveries.all().slice(-SHOWN).reverse();
  return shell({
    title: 'Webhook deliveries',
    trail: [html`<a href="${DELIVERIES_PATH}">webhook deliveries</a>`],
    body: html`<h1>Webhook deliveries</h1>
      <div class="box">
        ${rows.map(
          (row) =>
            html`<div class="row split">
              <span>
                ${mark(row.status === 'OK' ? 'success' : 'failure')}
                <b>${row.event}${row.action !== null && `.${row.action}`}</b> ${row.redelivery && 'redelivered'}
                <span class="muted">${row.status}</span> <span class="mono muted">${row.guid}</span>
              </span>
              <span>${row.duration} s ${when(row.deliveredAt)}</span>
            </div>`,
        )}
      </div>`,
  });
}
