/** Webhook deliveries: GitHub keeps them for three days and never sends a failed one again by itself. */
import type { Octokit } from '@octokit/rest';

export interface Delivery {
  /** Names one attempt. Larger than a double holds exactly, so a string. */
  readonly id: string;
  /** Names the event; the same for every attempt. */
  readonly guid: string;
  readonly deliveredAt: string;
  readonly event: string;
  /** What our answer was; 0 where there was none. */
  readonly statusCode: number;
}

export interface Deliveries {
  /** The newest attempt of each delivery since then, where even that one failed; oldest first. */
  failedDeliveries(since: Date): Promise<readonly Delivery[]>;
  redeliver(id: string): Promise<void>;
}

export function createDeliveries(asApp: Octokit): Deliveries {
  return {
    failedDeliveries: async (since) => {
      const newest = new Map<string, Delivery>();
      for await (const { data } of asApp.paginate.iterator(asApp.rest.apps.listWebhookDeliveries, { per_page: 100 })) {
        for (const each of data) remember(newest, deliveryOf(each));
        const last = data.at(-1);
        if (last === undefined || new Date(last.delivered_at) < since) break;
      }
      return [...newest.values()]
        .filter(
          ({ statusCode, deliveredAt }) => (statusCode < 200 || statusCode > 299) && new Date(deliveredAt) >= since,
        )
        .sort((a, b) => a.deliveredAt.localeCompare(b.deliveredAt));
    },
    redeliver: async (id) => {
      await asApp.request(`POST /app/hook/deliveries/${encodeURIComponent(id)}/attempts`);
    },
  };
}

function remember(newest: Map<string, Delivery>, delivery: Delivery): void {
  const known = newest.get(delivery.guid);
  if (known === undefined || known.deliveredAt < delivery.deliveredAt) newest.set(delivery.guid, delivery);
}

interface DeliveryAnswer {
  readonly id: number;
  readonly guid: string;
  readonly delivered_at: string;
  readonly event: string;
  readonly status_code: number;
}

function deliveryOf(data: DeliveryAnswer): Delivery {
  return {
    id: String(data.id),
    guid: data.guid,
    deliveredAt: data.delivered_at,
    event: data.event,
    statusCode: data.status_code,
  };
}
