import { dotted, nearestName } from './issues.ts';
import { findCycle } from './order.ts';
import type { ConfigProblem } from './problem.ts';
import { readQuery } from './promql.ts';
import type { SluiceConfig } from './sluice-config.ts';
import { duration } from './units.ts';
import type { Path, YamlText } from './yaml-text.ts';

/** What no schema can say: names that lead nowhere, circles, one thing listed twice, a bake that is too short for what is asked. */
export function checkCrossReferences(config: SluiceConfig, text: YamlText): ConfigProblem[] {
  return [
    ...duplicates(config, text),
    ...apiNames(config, text),
    ...nativeTargets(config, text),
    ...environmentNames(config, text),
    ...cycles(config, text),
    ...windows(config, text),
  ];
}

function duplicates(config: SluiceConfig, text: YamlText): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  for (const field of ['name', 'spec'] as const) {
    const seen = new Map<string, number>();
    for (const [i, api] of (config.apis ?? []).entries()) {
      const value = api[field];
      if (value === undefined) continue;
      const first = seen.get(value);
      if (first === undefined) seen.set(value, i);
      else {
        const path = ['apis', i, field];
        const line = text.range(['apis', first, field]).start.line;
        const message = `${dotted(path)}: ${value} is listed already, on line ${line}. Each ${field} can be there once.`;
        problems.push({ code: 'duplicate', message, range: text.range(path) });
      }
    }
  }
  return problems;
}

function apiNames(config: SluiceConfig, text: YamlText): ConfigProblem[] {
  const known = (config.apis ?? []).map((api) => api.name);
  const depends = (config.apis ?? []).flatMap((api, i) =>
    (api.dependsOn ?? []).map((name, k) => ({ name, path: ['apis', i, 'dependsOn', k] as Path })),
  );
  const overlays = Object.entries(config.environments ?? {}).flatMap(([environment, { overlays: named }]) =>
    Object.keys(named ?? {}).map((name) => ({ name, path: ['environments', environment, 'overlays', name] as Path })),
  );
  const versions = (config.apis ?? []).flatMap((api, i) =>
    api.gateway?.version === undefined
      ? []
      : [{ name: api.gateway.version.of, path: ['apis', i, 'gateway', 'version', 'of'] as Path }],
  );
  return [...depends, ...overlays, ...versions]
    .filter(({ name }) => !known.includes(name))
    .map(({ name, path }) => unknownName('API', name, known, path, text));
}

function nativeTargets(config: SluiceConfig, text: YamlText): ConfigProblem[] {
  const known = [...new Set(Object.values(config.environments ?? {}).flatMap((environment) => environment.targets))];
  return (config.apis ?? []).flatMap((api, i) =>
    Object.keys(api.native ?? {})
      .filter((target) => !known.includes(target))
      .map((target) => unknownName('target of an environment', target, known, ['apis', i, 'native', target], text)),
  );
}

function environmentNames(config: SluiceConfig, text: YamlText): ConfigProblem[] {
  const known = Object.keys(config.environments ?? {});
  return Object.entries(config.environments ?? {}).flatMap(([name, { after }]) =>
    after === undefined || known.includes(after)
      ? []
      : [unknownName('environment', after, known, ['environments', name, 'after'], text)],
  );
}

function unknownName(kind: string, name: string, known: readonly string[], path: Path, text: YamlText): ConfigProblem {
  const nearest = nearestName(name, known);
  const hint = nearest === undefined ? `Known: ${known.join(', ') || 'none'}.` : `Did you mean ${nearest}?`;
  // A name that is a key has its place there; one that is a value has it at the value.
  const range = path.at(-1) === name ? text.keyRange(path) : text.range(path);
  return { code: 'unknown-name', message: `${dotted(path)}: there is no ${kind} ${name}. ${hint}`, range };
}

function cycles(config: SluiceConfig, text: YamlText): ConfigProblem[] {
  const apis = new Map((config.apis ?? []).map((api) => [api.name, api.dependsOn ?? []]));
  const environments = new Map(
    Object.entries(config.environments ?? {}).map(([name, { after }]) => [name, after === undefined ? [] : [after]]),
  );
  const apiCycle = findCycle(apis);
  const environmentCycle = findCycle(environments);
  const index = (config.apis ?? []).findIndex((api) => api.name === apiCycle?.[0]);
  return [
    ...circle(apiCycle, ['apis', index, 'dependsOn'], 'depend on each other', text),
    ...circle(environmentCycle, ['environments', environmentCycle?.[0] ?? '', 'after'], 'wait for each other', text),
  ];
}

function circle(cycle: readonly string[] | undefined, path: Path, what: string, text: YamlText): ConfigProblem[] {
  if (cycle === undefined) return [];
  const round = [...cycle, cycle[0]].join(' → ');
  const message = `${dotted(path)}: these ${what} in a circle: ${round}. Take one of these references out.`;
  return [{ code: 'cycle', message, range: text.range(path) }];
}

/** A sample counts once its window has nothing in it of what was before the release: with a longer one than the bake none would. */
function windows(config: SluiceConfig, text: YamlText): ConfigProblem[] {
  return Object.entries(config.environments ?? {}).flatMap(([environment, { analysis }]) =>
    (analysis?.checks ?? []).flatMap((check, i): ConfigProblem[] => {
      const read = 'prometheus' in check ? readQuery(check.prometheus.query) : undefined;
      if (analysis === undefined || read?.ok !== true || read.reach <= duration(analysis.bake)) return [];
      const path = ['environments', environment, 'analysis', 'checks', i, 'prometheus', 'query'];
      const message = `${dotted(path)}: it looks back ${read.reach / 1000}s, further than the bake of ${analysis.bake}: what was before the release would be judged. Take a shorter window or bake longer; one that is meant to reach back has an offset.`;
      return [{ code: 'window', message, range: text.range(path) }];
    }),
  );
}
