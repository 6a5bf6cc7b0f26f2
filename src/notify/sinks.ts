import picomatch from 'picomatch';
import { topics, type SinkConfig } from '../config/sinks-config.ts';
import type { Environment } from '../config/targets.ts';
import type { TargetsConfig } from '../config/targets-config.ts';
import { topicOfNotice, type Notice } from '../release/notice.ts';
import { tellNotice } from '../review/render/notice.ts';
import { CLOUD_EVENT_TYPE, cloudEvent, signatureOf } from './cloud-event.ts';
import { post, type Posted } from './post.ts';
import { slackMessage } from './slack.ts';

/** One place outside GitHub where people or programs are told. */
export interface Sink {
  readonly name: string;
  send(notice: Notice, signal: AbortSignal): Promise<Posted>;
}

/** The operator's sinks. */
export interface Sinks {
  get(name: string): Sink | undefined;
  /** Names of those that want to be told of it. */
  wanting(notice: Pick<Notice, 'type' | 'repository'>): readonly string[];
  /** Whether anybody is told of anything in a repository, `owner/name`. */
  hears(repository: string): boolean;
}

/**
 * Expects the configuration that `loadTargets` let through, and connects to nothing yet. `github`: where people reach it, without a slash at
 * the end.
 */
export function openSinks({ notify = {} }: Pick<TargetsConfig, 'notify'>, env: Environment, github: string): Sinks {
  const entries = Object.entries(notify).map(([name, config]) => ({
    name,
    allows: picomatch([...config.repositories], { nocase: true, dot: true }),
    events: config.events ?? topics,
    send: senderOf(config, env, github),
  }));
  return {
    get: (name) => entries.find((entry) => entry.name === name),
    wanting: (notice) =>
      entries
        .filter(({ allows, events }) => allows(notice.repository) && events.includes(topicOfNotice(notice)))
        .map(({ name }) => name),
    hears: (repository) => entries.some(({ allows }) => allows(repository)),
  };
}

function senderOf(config: SinkConfig, env: Environment, github: string): Sink['send'] {
  if (config.kind === 'slack') {
    const url = env[config.url.env] ?? '';
    return (notice, signal) => {
      const body = JSON.stringify(slackMessage(tellNotice(notice, github), notice.repository));
      return post(url, { body, headers: { 'content-type': 'application/json; charset=utf-8' } }, signal);
    };
  }
  const secret = env[config.secret.env] ?? '';
  return (notice, signal) => {
    const body = cloudEvent(notice, tellNotice(notice, github), github);
    const headers = { 'content-type': CLOUD_EVENT_TYPE, 'x-hub-signature-256': signatureOf(body, secret) };
    return post(config.url, { body, headers }, signal);
  };
}
