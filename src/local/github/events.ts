import { EventEmitter } from 'node:events';

/** One webhook that one App is to receive: complete but for signature, GUID and sending. */
export interface WebhookEvent {
  readonly appId: number;
  readonly installationId: number | null;
  readonly repositoryId: number | null;
  /** For example `pull_request`. */
  readonly event: string;
  readonly action: string | null;
  /** GitHub's payload, `installation` and `sender` included. */
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Where mutations say what happened. Listeners run in the order of the mutations and must not throw. */
export class Events extends EventEmitter<{ webhook: [WebhookEvent] }> {}
