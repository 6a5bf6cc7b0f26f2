/** Webhook deliveries: GitHub keeps them for three days and never sends a failed one again by itself. */
import type { Octokit } from '@octokit/rest';

const longestWaitMs = 3_600_000;

export interface Delivery {
  /** Names one attempt. Larger than a double holds exactly, so a string. */
  readonly id: string;
  /** Names the event; the same for every attempt. */
  readonly guid: string;
  readonly deliveredAt: string;
  readonly event: string;
  /** What our answer was; 0 where there was none. */
  readonly statusCode: number;
  /** Somebody asked for it again. */
  readonly again: boolean;
}

export interface Deliveries {
  /**
   * The newest attempt of each delivery that is younger than `since`, where even that one failed and it is time for another; oldest first.
   * Some never succeed, such as those that another secret signed: each is tried after as long again as it has failed, or an hour.
   */
  failedDeliveries(since: Date, now: Date): Promise<readonly Delivery[]>;
  redeliver(id: string): Promise<void>;
}

export function createDeliveries(asApp: Octokit): Deliveries {
  return {
    failedDeliveries: async (since, now) => {
      const attempts = new Map<string, Delivery[]>();
      for await (const { data } of asApp.paginate.iterator(asApp.rest.apps.listWebhookDeliveries, { per_page: 100 })) {
        for (const each of data) attempts.set(each.guid, [...(attempts.get(each.guid) ?? []), deliveryOf(each)]);
        const last = data.at(-1);
        if (last === undefined || new Date(last.delivered_at) < since) break;
      }
      return [...attempts.values()].flatMap((each) => due(each, since, now)).sort(byTime);
    },
    redeliver: async (id) => {
      await asApp.request(`POST /app/hook/deliveries/${encodeURIComponent(id)}/attempts`);
    },
  };
}

/** The newest attempt, where another is due. */
function due(attempts: readonly Delivery[], since: Date, now: Date): Delivery[] {
  const inOrder = [...attempts].sort(byTime);
  const [first, newest] = [inOrder[0], inOrder.at(-1)];
  if (first === undefined || newest === undefined || (newest.statusCode >= 200 && newest.statusCode <= 299)) return [];
  if (attempts.every(({ again }) => again) || new Date(first.deliveredAt) < since) return [];
  const failedAt = Date.parse(newest.deliveredAt);
  const wait = Math.min(failedAt - Date.parse(first.deliveredAt), longestWaitMs);
  return now.getTime() - failedAt >= wait ? [newest] : [];
}

function byTime(a: Delivery, b: Delivery): number {
  return a.deliveredAt.localeCompare(b.deliveredAt);
}

interface DeliveryAnswer {
  readonly id: number;
  readonly guid: string;
  readonly delivered_at: string;
  readonly event: string;
  readonly status_code: number;
  readonly redelivery: boolean;
}

function deliveryOf(data: DeliveryAnswer): Delivery {
  return {
    id: String(data.id),
    guid: data.guid,
    deliveredAt: data.delivered_at,
    event: data.event,
    statusCode: data.status_code,
    again: data.redelivery,
  };
}
