import { Command, Option } from 'commander';
import { gatewayKinds, gateways, type GatewayKind } from '../local/gateways/index.ts';
import { playStory } from '../local/story/story.ts';
import { OWNER, REPO, startStoryWorld, type StoryWorld } from '../local/story/world.ts';

export function demoCommand(): Command {
  return new Command('demo')
    .description('play the whole way on this machine: review, merge, deploy, watch, roll back')
    .option('--exit', 'end when the story has ended', false)
    .addOption(new Option('--gateway <kind>', 'the gateway to play it on').choices(gatewayKinds).default('embedded'))
    .option('--json', 'end with one JSON line on standard output: outcomes and timings', false)
    .action(run);
}

interface Options {
  readonly gateway: GatewayKind;
  readonly exit: boolean;
  readonly json: boolean;
}

async function run({ gateway, exit, json }: Options, command: Command): Promise<void> {
  const missing = gateways[gateway].missing();
  if (missing !== undefined) command.error(`${missing} Nothing was started.`, { exitCode: 2 });
  const started = performance.now();
  // The tale goes to standard error where standard output is for the result.
  const tell = (line: string): void => {
    (json ? process.stderr : process.stdout).write(`${line}\n`);
  };
  tell('Starting a local GitHub, the App, a gateway and three upstreams …');
  const world = await startStoryWorld({ gateway });
  const ended = stopped();
  try {
    tell(`Up after ${((performance.now() - started) / 1000).toFixed(1)} s.\n`);
    const result = await playStory(world, tell);
    tell(result.ok ? '\nEvery outcome is as it must be.' : '\nSome outcomes are not as they must be.');
    if (json) process.stdout.write(`${JSON.stringify(result)}\n`);
    process.exitCode = result.ok ? 0 : 1;
    if (!exit) {
      tell(`\n${addresses(world)}\n\nCtrl-C ends it.`);
      await ended;
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    tell(`\nThe story could not go on: ${message}. The App's log: ${world.app.log}`);
    if (json) process.stdout.write(`${JSON.stringify({ ok: false, outcomes: {}, timings: {}, error: message })}\n`);
    process.exitCode = 1;
    if (!exit) await ended;
  } finally {
    await world.close();
  }
}

function addresses({ github, app, gatewayUrl }: StoryWorld): string {
  return [
    `pull requests, checks, comments   ${github.url}/${OWNER}/${REPO}`,
    `releases (deployments)            ${github.url}/${OWNER}/${REPO}#deployments`,
    `queue                             ${app.url}/queue`,
    `metrics                           ${app.url}/metrics`,
    `the gateway                       ${gatewayUrl}/orders/orders`,
  ].join('\n');
}

function stopped(): Promise<void> {
  return new Promise((resolve) => {
    const stop = (): void => {
      resolve();
      setTimeout(() => process.exit(130), 30_000).unref();
    };
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
  });
}
