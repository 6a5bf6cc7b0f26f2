import openApiDiff from 'openapi-diff';
import type { Answer, Question } from './protocol.ts';

/** What the package says, whatever it throws. It looks at whole documents and follows references by itself: only for a bounded process. */
export async function judge({ base, head }: Question): Promise<Answer> {
  try {
    const outcome = await openApiDiff.diffSpecs({
      sourceSpec: { content: base, location: 'base.json', format: formatOf(base) },
      destinationSpec: { content: head, location: 'head.json', format: formatOf(head) },
    });
    const breaking = outcome.breakingDifferencesFound ? outcome.breakingDifferences : [];
    return {
      kind: 'judged',
      breaking: breaking.flatMap(({ code, sourceSpecEntityDetails, destinationSpecEntityDetails }) => {
        const [place] = [...sourceSpecEntityDetails, ...destinationSpecEntityDetails];
        return place === undefined ? [] : [{ code, location: place.location }];
      }),
    };
  } catch (error) {
    return { kind: 'refused', reason: error instanceof Error ? error.message : String(error) };
  }
}

function formatOf(content: string): 'swagger2' | 'openapi3' {
  return content.startsWith('{"swagger"') ? 'swagger2' : 'openapi3';
}
