import type { Delivery } from '../model.ts';
import { notFound } from '../refusal.ts';
import { delivery, deliveryItem } from '../render/delivery.ts';
import { appOf, idOf } from './operation.ts';
import type { Answer, Call, Operation } from './operation.ts';

function byId(call: Call): Delivery {
  const row = call.world.store.deliveries.get(idOf(call, 'delivery_id'));
  if (row?.appId !== appOf(call).id) throw notFound();
  return row;
}

/** Newest first, by a cursor instead of pages. */
function listAll(call: Call): Answer {
  const { query, world, request } = call;
  const { id } = appOf(call);
  const before = query['cursor'] === undefined ? Infinity : Number(query['cursor']);
  const failed = (row: Delivery): boolean => row.statusCode < 200 || row.statusCode >= 400;
  const rows = world.store.deliveries
    .filter(
      (row) =>
        row.appId === id &&
        row.id < before &&
        (query['status'] === undefined || (query['status'] === 'failure') === failed(row)),
    )
    .reverse();
  const perPage = Math.min(100, Math.max(1, Number(query['per_page']) || 30));
  const page = rows.slice(0, perPage);
  const last = page.at(-1);
  if (!last || rows.length <= perPage) return { body: page.map(deliveryItem) };
  const next = new URL(request.url, world.url);
  next.searchParams.set('cursor', String(last.id));
  return { body: page.map(deliveryItem), headers: { link: `<${next.href}>; rel="next"` } };
}

/** The list of deliveries, and sending one again by `redeliver`. */
export function deliveries(redeliver: (id: number) => Promise<unknown>): readonly Operation[] {
  const list = '/app/hook/deliveries';
  return [
    { id: 'apps/list-webhook-deliveries', method: 'GET', path: list, by: 'app', handle: listAll },
    {
      id: 'apps/get-webhook-delivery',
      method: 'GET',
      path: `${list}/:delivery_id`,
      by: 'app',
      handle: (call) => ({ body: delivery(byId(call)) }),
    },
    {
      id: 'apps/redeliver-webhook-delivery',
      method: 'POST',
      path: `${list}/:delivery_id/attempts`,
      by: 'app',
      handle: (call) => {
        void redeliver(byId(call).id);
        return { status: 202, body: {} };
      },
    },
  ];
}
