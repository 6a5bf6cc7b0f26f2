import type { Annotation, CheckRun } from '../model.ts';
import type { World } from '../world.ts';
import { html } from '../../../catalogue/site/html.ts';
import type { Html } from '../../../catalogue/site/html.ts';
import { markdown } from './markdown.ts';
import { badge, commitLink, mark, when } from './parts.ts';

export function outcomeOf({ status, conclusion }: CheckRun): string {
  return conclusion ?? status;
}

function annotationRow(base: string, sha: string, annotation: Annotation): Html {
  const { path, start_line: start, end_line: end, annotation_level: level, title, message } = annotation;
  const lines = start === end ? `${start}` : `${start}–${end}`;
  return html`<div class="annotation ${level}">
    <a class="mono" href="${base}/blob/${sha}/${path}#L${start}">${path}:${lines}</a>
    <span class="muted small">${level}</span> ${title && html`<b>${title}</b>`}
    <pre>${message}</pre>
    ${
      annotation.raw_details &&
      html`<details>
        <summary>Details</summary>
        <pre>${annotation.raw_details}</pre>
      </details>`
    }
  </div>`;
}

/** A whole check run: its summary and text as Markdown, its annotations. */
export function checkRunBox(world: World, base: string, run: CheckRun): Html {
  const { output, annotations, headSha } = run;
  return html`<div class="box" id="run-${run.id}">
    <div class="head">
      ${mark(outcomeOf(run))} <a href="${base}/runs/${run.id}"><b>${run.name}</b></a> ${badge(outcomeOf(run))}
      <span class="muted small">by ${world.store.apps.get(run.appId)?.name} on</span> ${commitLink(base, headSha)}
      ${run.completedAt && when(run.completedAt)}
    </div>
    <div class="body markdown">
      ${output.title && html`<h3>${output.title}</h3>`} ${output.summary && markdown(output.summary)}
      ${output.text && markdown(output.text)}
      ${!output.title && !output.summary && html`<p class="muted">No output.</p>`}
    </div>
    ${annotations.map((annotation) => annotationRow(base, headSha, annotation))}
  </div>`;
}

/** One line for each check run, as beside the merge button. */
export function checkLines(base: string, runs: readonly CheckRun[]): Html {
  return html`${runs.map(
    (run) =>
      html`<div class="row">
        ${mark(outcomeOf(run))} <a href="${base}/runs/${run.id}"><b>${run.name}</b></a>
        <span class="muted">${run.output.title ?? outcomeOf(run)}</span>
      </div>`,
  )}`;
}
