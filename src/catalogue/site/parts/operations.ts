import type { FieldModel, MediaModel, OperationModel, ResponseModel } from '../../model.ts';
import { html, type Html } from '../html.ts';
import { markdown } from '../markdown.ts';
import { code, listed, words } from '../names.ts';
import { shapeHtml } from '../shape.ts';
import type { Part } from './part.ts';

/** Everything that can be called, and what the API calls itself. */
export const operations: Part = {
  id: 'operations',
  title: 'Operations',
  render({ model }) {
    if (model === undefined || model.operations.length === 0) return undefined;
    return html`<ul>
        ${model.operations.map(
          (each) =>
            html`<li>
              <a href="#${each.id}">${name(each)}</a
              >${marks(each)}${each.summary !== undefined && html` ${words(each.summary)}`}
            </li> `,
        )}
      </ul>
      ${model.operations.map(article)}`;
  },
};

function name({ method, path, kind }: OperationModel): Html {
  return html`${kind === 'webhook' && 'webhook '}${code(`${method} ${path}`)}`;
}

function marks({ deprecated, sunset, stability }: OperationModel): Html {
  const until = sunset === undefined ? '' : ` until ${sunset}`;
  return html`${deprecated && html` <span class="mark">deprecated${until}</span>`}${stability !== undefined && html` <span class="mark">${stability}</span>`}`;
}

function article(operation: OperationModel): Html {
  const { id, summary, description, operationId, tags, parameters, body, responses, security } = operation;
  return html`<article aria-labelledby="${id}">
    <h3 id="${id}">${name(operation)}${marks(operation)}</h3>
    ${summary !== undefined && html`<p>${words(summary)}</p>`} ${description !== undefined && markdown(description, 3)}
    ${operationId !== undefined && html`<p class="muted">Operation ${code(operationId)}</p>`}
    ${tags.length > 0 && html`<p class="muted">Tags: ${listed(tags.map(code))}</p>`}
    ${security && html`<p>Credentials: ${asked(security)}</p>`}
    ${
      parameters.length > 0 &&
      html`<h4>Parameters</h4>
        ${fields(parameters)}`
    }
    ${
      body &&
      html`<h4>Body${body.required && ' (required)'}</h4>
        ${body.description !== undefined && markdown(body.description, 4)}${contents(body.content)}`
    }
    ${
      responses.length > 0 &&
      html`<h4>Responses</h4>
        <dl>${responses.map(response)}</dl>`
    }
  </article> `;
}

function asked(security: NonNullable<OperationModel['security']>): Html {
  if (security.length === 0) return html`none`;
  const ways = security.map((uses) =>
    uses.length === 0
      ? html`none`
      : html`${uses.map(({ scheme, scopes }, index) => html`${index > 0 && ' and '}${code(scheme)}${scopes.length > 0 && html` (${listed(scopes.map(code))})`}`)}`,
  );
  return html`${ways.map((way, index) => html`${index > 0 && ', or '}${way}`)}`;
}

function fields(of: readonly FieldModel[]): Html {
  return html`<dl>
    ${of.map(
      (field) =>
        html`<dt>
            ${code(field.name)}
            <span class="muted">in ${field.in}</span
            >${field.required && ' (required)'}${field.deprecated && html` <span class="mark">deprecated</span>`}
          </dt>
          <dd>${field.description !== undefined && markdown(field.description, 4)}${shapeHtml(field.shape)}</dd> `,
    )}
  </dl>`;
}

function response({ status, description, headers, content }: ResponseModel): Html {
  return html`<dt>${code(status)}</dt>
    <dd>
      ${description !== undefined && markdown(description, 4)}${headers.length > 0 && fields(headers)}${contents(content)}
    </dd> `;
}

function contents(content: readonly MediaModel[]): Html {
  return html`${content.map(
    ({ type, shape }) => html`<div><span class="muted">${words(type)}</span> ${shape && shapeHtml(shape)}</div> `,
  )}`;
}
