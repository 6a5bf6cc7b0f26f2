import { z } from 'zod';
import { address, secret } from './targets-parts.ts';

/** What a sink can ask to be told of. */
export const topics = ['incident', 'freeze', 'approval', 'drift'] as const;
export type Topic = (typeof topics)[number];

const common = {
  repositories: z
    .array(z.string().min(1))
    .min(1, 'expected at least one glob such as acme/*')
    .describe('Of which it is told: globs over `owner/name`.'),
  events: z
    .array(z.enum(topics))
    .min(1, `expected at least one of ${topics.join(', ')}`)
    .optional()
    .describe('What it is told of; default: everything.'),
};

const slack = z.strictObject({
  kind: z.literal('slack').describe('A channel of Slack, by an incoming webhook.'),
  url: secret.describe('The address of the incoming webhook: whoever has it can post.'),
  ...common,
});

const webhook = z.strictObject({
  kind: z.literal('webhook').describe('Any address that takes CloudEvents by HTTP.'),
  url: address.describe('Where events are posted.'),
  secret: secret.describe('What events are signed with.'),
  ...common,
});

/** One form for each kind of sink. */
export const sinkKinds = [slack, webhook] as const;

export const sinkConfig = z.discriminatedUnion('kind', sinkKinds, {
  error: `expected one of these kinds of sink: ${sinkKinds.map(({ shape }) => shape.kind.value).join(', ')}`,
});

export type SinkConfig = z.infer<typeof sinkConfig>;
