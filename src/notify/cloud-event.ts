import { createHmac } from 'node:crypto';
import type { Notice } from '../release/notice.ts';
import type { NoticeText } from '../review/render/notice.ts';

/** The media type of CloudEvents 1.0 in structured mode, as JSON. */
export const CLOUD_EVENT_TYPE = 'application/cloudevents+json; charset=utf-8';

/**
 * A notice as a CloudEvent 1.0 in structured mode. `source` and `id` together are the same for the same event however often it is sent,
 * and so is the whole text.
 */
export function cloudEvent(notice: Notice, { verdict, reason, links, next }: NoticeText, github: string): string {
  const { id, type, at, repository, environment, ...facts } = notice;
  return JSON.stringify({
    specversion: '1.0',
    id,
    source: `${github}/${repository}`,
    type: `sluice.${type}`,
    time: at,
    ...(environment !== undefined && { subject: environment }),
    datacontenttype: 'application/json',
    data: {
      repository,
      ...(environment !== undefined && { environment }),
      ...facts,
      verdict,
      ...(reason !== undefined && { reason }),
      ...(next !== undefined && { next }),
      links,
    },
  });
}

/** HMAC-SHA256 over the bytes of the body, in the form that GitHub's webhooks have in `X-Hub-Signature-256`. */
export function signatureOf(body: string, secret: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}
