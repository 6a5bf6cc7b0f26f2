import type { Delivery } from '../model.ts';
import type { Json } from './urls.ts';

export function deliveryItem(row: Delivery): Json {
  return {
    id: row.id,
    guid: row.guid,
    delivered_at: row.deliveredAt,
    redelivery: row.redelivery,
    duration: row.duration,
    status: row.status,
    status_code: row.statusCode,
    event: row.event,
    action: row.action,
    installation_id: row.installationId,
    repository_id: row.repositoryId,
    throttled_at: null,
  };
}

export function delivery(row: Delivery): Json {
  return { ...deliveryItem(row), url: row.url, request: row.request, response: row.response };
}
