import type { StoryWorld } from '../../src/local/story/world.ts';

/** Kills the App with SIGKILL as soon as it has done something for the first time, and starts it again. */
export interface Killer {
  readonly steps: readonly string[];
  /** Whether this is the first time, and the App is dead by now. */
  strike(step: string): Promise<boolean>;
  /** Everything that was killed is up again. */
  settle(): Promise<void>;
}

/** Steps that GitHub tells of are watched from now on, those of them that are `meant`; of others the caller tells. */
export function killAfterEachStep(world: StoryWorld, meant: (step: string) => boolean = () => true): Killer {
  const steps: string[] = [];
  let restart = Promise.resolve();
  const strike = async (step: string): Promise<boolean> => {
    if (steps.includes(step)) return false;
    steps.push(step);
    const dead = restart.then(() => world.app.kill());
    restart = dead.then(() => world.app.start());
    await dead;
    return true;
  };
  world.github.world.events.on('webhook', ({ event, action, payload }) => {
    const step = stepOf(event, action, payload);
    if (step !== undefined && meant(step)) void strike(step);
  });
  return { steps, strike, settle: () => restart };
}

/** What the App did, or undefined where somebody else did it: a phase on the record, a check, a comment, a pull request. */
function stepOf(event: string, action: string | null, payload: Readonly<Record<string, unknown>>): string | undefined {
  const {
    ref,
    head_commit: commit,
    sender,
  } = payload as {
    ref?: string;
    head_commit?: { message: string };
    sender?: { type: string };
  };
  if (ref === 'refs/heads/sluice/state') return commit?.message.split('\n', 1)[0];
  return sender?.type === 'Bot' && event !== 'push' ? `${event}.${action ?? ''}` : undefined;
}
