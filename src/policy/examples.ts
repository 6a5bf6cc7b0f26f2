import type { YamlText } from '../config/yaml-text.ts';
import { load } from '../spec/load.ts';
import type { Problem } from '../spec/place.ts';
import { evaluate } from './evaluate.ts';
import type { Pack, Rule } from './pack.ts';

type Side = 'good' | 'bad';

/** What the examples of a pack's rules show otherwise than they should, at the example; `text` is the pack as it is written. */
export function exampleProblems(pack: Pack, text: YamlText): Problem[] {
  return pack.rules.flatMap((rule, index) =>
    (['good', 'bad'] as const).flatMap((side) => {
      const message = problemOf(pack, rule, side);
      if (message === undefined) return [];
      return [{ code: 'example', message, range: text.range(['rules', index, 'examples', side]) }];
    }),
  );
}

function problemOf(pack: Pack, rule: Rule, side: Side): string | undefined {
  const example = rule.examples?.[side];
  if (example === undefined) return undefined;
  const name = `The ${side} example of ${rule.id}`;
  const loaded = load('example.yaml', { read: (path) => (path === 'example.yaml' ? Buffer.from(example) : null) });
  if (loaded.kind !== 'loaded') return `${name} is no description that can be read.`;
  const broken = evaluate([{ ...pack, rules: [rule] }], { head: loaded.description });
  if (side === 'bad') return broken.length > 0 ? undefined : `${name} does not break the rule.`;
  const [first] = broken;
  return first === undefined ? undefined : `${name} breaks the rule: ${first.message}`;
}
