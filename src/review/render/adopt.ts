import { code, person, sentence } from '../inert.ts';
import type { AdoptFacts } from '../report-facts.ts';
import { opened } from './drift.ts';
import { plainNames, type Titled } from './incident.ts';
import { cutLines, listed } from './wording.ts';

/** The pull request that makes git say what live has. */
export function renderAdoptPull({ environment, apis, left, places, opened: who, asked }: AdoptFacts): Titled {
  const lines = places.map(({ file, place }) => `- ${code(place)} in ${code(file)}`);
  const body = [
    `**Makes git say what serves of ${listed(apis, 5)} in ${code(environment)}**; ${person(asked.by)} asked for it in #${asked.pull}`,
    opened({ opened: who }),
    `Somebody changed it on the gateway. These lines follow, everything else stays as it is on the branch:\n\n${cutLines(lines, 200)}`,
    notAdopted(left),
    `Merging writes nothing of this to the gateways of ${code(environment)}: they have it. Where another environment is made from the same lines it changes there; the review of this pull request shows that.`,
    `**Next** merge this, or close it and ${code(`/drift revert env ${environment}`)} puts back what was deployed.`,
  ];
  return {
    title: `Adopt ${plainNames(apis)} as live in ${environment}`,
    body: body.filter((part) => part !== '').join('\n\n'),
  };
}

/** What no pull request makes git say, and why; empty where there is no such thing. */
export function notAdopted(left: AdoptFacts['left']): string {
  if (left.length === 0) return '';
  const lines = left.map(({ api, reason }) => `- ${code(api)}: ${sentence(reason)}`);
  return `**Not adopted**, and not as git says before somebody writes it there or puts it back:\n\n${cutLines(lines, 50)}`;
}
