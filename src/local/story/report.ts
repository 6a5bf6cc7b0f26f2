/** What became of the story: every outcome as it had to be, or not, and how long the parts took, in milliseconds. */
export interface StoryResult {
  readonly ok: boolean;
  readonly outcomes: Readonly<Record<string, boolean>>;
  readonly timings: Readonly<Record<string, number>>;
}

export interface Report {
  /** A line of the tale. */
  say(text: string): void;
  /** Something that must be so. */
  outcome(name: string, holds: boolean): void;
  timing(name: string, ms: number): void;
  result(): StoryResult;
}

export function report(tell: (line: string) => void): Report {
  const outcomes: Record<string, boolean> = {};
  const timings: Record<string, number> = {};
  return {
    say: tell,
    outcome(name, holds) {
      outcomes[name] = holds;
      tell(`   ${holds ? '✓' : '✗'} ${name}`);
    },
    timing(name, ms) {
      timings[name] = Math.round(ms);
      tell(`   ${name.replace(/Ms$/, '')}: ${(ms / 1000).toFixed(2)} s`);
    },
    result: () => ({ ok: Object.values(outcomes).every(Boolean), outcomes, timings }),
  };
}
