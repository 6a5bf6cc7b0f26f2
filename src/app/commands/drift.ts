import { environmentOrder } from '../../config/effective.ts';
import { mayWrite } from '../../jobs/command/authority.ts';
import type { CommandContext } from '../../jobs/command/context.ts';
import type { CommandDefinition, CommandReply } from '../../jobs/command/definition.ts';
import { firstLine, refuse } from '../../jobs/command/refuse.ts';
import { scope, unknownFlag } from '../../jobs/command/words.ts';
import { adoptDrift } from '../../jobs/drift/adopt.ts';
import { driftFacts } from '../../jobs/drift/facts.ts';
import { lookForDrift } from '../../jobs/drift/look.ts';
import { revertDrift } from '../../jobs/drift/revert.ts';
import { driftState } from '../../jobs/drift/state.ts';
import { underReleaseLease } from '../../jobs/rollback/lease.ts';
import { code, sentence } from '../../review/inert.ts';
import { notAdopted } from '../../review/render/adopt.ts';
import { renderDriftReply } from '../../review/render/drift.ts';
import { ended } from '../../review/render/wording.ts';
import { environmentsMeant, isReply, mayReleaseTo } from './environment-arg.ts';

interface Args {
  readonly word: keyof typeof deeds;
  readonly environment?: string;
}

type Deed = (args: Args, context: CommandContext) => Promise<CommandReply>;

const deeds = { show, revert, adopt } satisfies Record<string, Deed>;

export const drift: CommandDefinition<Args> = {
  name: 'drift',
  usage: '/drift show|revert|adopt [env NAME]',
  summary:
    'what serves and is not as it was deployed; put back what was deployed; make git say what serves, by a pull request',
  who: 'write; to put it back or adopt it, teams of the environment where it has some',
  boundToHead: false,
  parse(words) {
    const odd = unknownFlag(words, []);
    if (odd !== undefined) return { ok: false, message: odd };
    const [first, ...rest] = words.words;
    const known = Object.keys(deeds) as Args['word'][];
    const word = known.find((each) => each === first);
    if (word === undefined) return { ok: false, message: `say which: ${known.join(', ')}` };
    const named = scope(rest, ['env']);
    if (!named.ok) return named;
    if (named.apis.length > 0) return { ok: false, message: 'it takes `env NAME` and nothing else' };
    return { ok: true, args: { word, ...(named.environment !== undefined && { environment: named.environment }) } };
  },
  authorise: ({ word, environment }, context) =>
    word === 'show' ? mayWrite(context) : mayReleaseTo(context, environment),
  run: (args, context) => deeds[args.word](args, context),
};

/** Every environment where none is named. */
async function show({ environment }: Args, context: CommandContext): Promise<CommandReply> {
  const all = environmentOrder(context.config);
  const meant = environment === undefined && all.length > 0 ? all : environmentsMeant(context, environment);
  if (isReply(meant)) return meant;
  const read = await context.record.read();
  if (!read.ok) return refuse(firstLine(context.comment.body), read.message);
  const looked = { ...context, view: read.view };
  const shown = await Promise.all(
    meant.map(async (name) => {
      const look = await lookForDrift(looked, name);
      return look.ok ? driftFacts(looked, look, await driftState(read.view, name), new Map()) : look;
    }),
  );
  return { outcome: 'done', body: renderDriftReply(shown) };
}

function revert({ environment: named }: Args, context: CommandContext): Promise<CommandReply> {
  const meant = environmentsMeant(context, named);
  if (isReply(meant)) return Promise.resolve(meant);
  const [environment = ''] = meant;
  return underReleaseLease(context, async () => {
    const line = firstLine(context.comment.body);
    const done = await revertDrift(context, environment);
    const next = `Next: ${code(`/drift show env ${environment}`)}`;
    if (!done.ok && done.outcome === 'refused') return refuse(line, done.reason);
    if (!done.ok) {
      return {
        outcome: 'failed',
        body: `${code(line, 300)}: not done everywhere. ${sentence(done.reason)}\n\n${next}`,
      };
    }
    const where = `${code(environment)} is as \`${done.commit.slice(0, 7)}\` was deployed`;
    if (done.apis.length === 0) return { outcome: 'done', body: `**Nothing to put back:** ${where}.` };
    const apis = done.apis.map((api) => code(api)).join(', ');
    const proofs = done.proofs.map((proof) => code(proof)).join(', ');
    return {
      outcome: 'done',
      body: `**${apis} put back:** ${where}, read back: ${proofs}.\n\nRestored: the gateway's configuration. Not touched: upstreams and their data.\n\n${next}`,
    };
  });
}

function adopt({ environment: named }: Args, context: CommandContext): Promise<CommandReply> {
  const meant = environmentsMeant(context, named);
  if (isReply(meant)) return Promise.resolve(meant);
  const [environment = ''] = meant;
  return underReleaseLease(context, async () => {
    const revertLine = `/drift revert env ${environment}`;
    const done = await adoptDrift(context, environment);
    if (!done.ok) {
      const reason = `${ended(done.reason)} Write it into the repository by hand, or put back what was deployed.`;
      return refuse(firstLine(context.comment.body), reason, [revertLine, `/drift show env ${environment}`]);
    }
    if (done.pull === undefined) {
      return { outcome: 'done', body: `**Nothing to adopt:** ${code(environment)} is as it was deployed.` };
    }
    const apis = done.apis.map((api) => code(api)).join(', ');
    const merge = `merge #${done.pull}`;
    const next =
      done.left.length === 0
        ? `${merge}, or close it and ${code(revertLine)}`
        : `${merge}, then ${code(revertLine)} puts back the rest`;
    const said = `**#${done.pull} makes git say what serves** of ${apis} in ${code(environment)}. Nothing was written to a gateway.`;
    return {
      outcome: 'done',
      body: [said, notAdopted(done.left), `Next: ${next}`].filter((part) => part !== '').join('\n\n'),
    };
  });
}
