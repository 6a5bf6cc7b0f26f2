import type { Verdict } from '../decide.ts';
import type { ReviewFacts } from '../facts.ts';
import type { ReviewOutput } from '../output.ts';
import { renderCheck } from './check.ts';
import { renderComment } from './comment.ts';
import { renderInline } from './inline.ts';

/** Everything said about one head commit. Equal facts give equal bytes, so that nothing is written where nothing changed. */
export function renderReview(verdict: Verdict, facts: ReviewFacts): ReviewOutput {
  const { inline, without } = renderInline(verdict, facts);
  return {
    check: renderCheck(verdict, facts),
    comment: renderComment(verdict, facts, without),
    inline,
    ...(verdict.conclusion === 'neutral' ? { quiet: true as const } : {}),
  };
}
