import type { Call } from '../../listing.ts';
import { html, type Html } from '../html.ts';
import { code, listed } from '../names.ts';
import type { Part } from './part.ts';

const credentials: Readonly<Record<Call['credential']['kind'], string>> = {
  none: 'none',
  key: 'an API key',
  basic: 'a user’s name and password',
  jwt: 'a signed token in Authorization: Bearer',
  oauth2: 'a token in Authorization: Bearer',
  mtls: 'a client’s certificate',
  other: 'as its owner says',
};

/** Where gateways answer for it, what they ask for and how much they let through. */
export const calling: Part = {
  id: 'calling',
  title: 'How to call it',
  render({ listing: { calls }, model }) {
    const servers = model?.servers ?? [];
    if (calls.length === 0 && servers.length === 0) return undefined;
    return html`${calls.length > 0 && table(calls)}
    ${servers.length > 0 && html`<p>Addresses that its description names: ${listed(servers.map(code))}.</p>`}`;
  },
};

function table(calls: readonly Call[]): Html {
  return html`<div class="scroll">
    <table>
      <caption>
        By environment
      </caption>
      <thead>
        <tr>
          <th scope="col">Environment</th>
          <th scope="col">Address</th>
          <th scope="col">Credentials</th>
          <th scope="col">Limits</th>
        </tr>
      </thead>
      <tbody>
        ${calls.map(row)}
      </tbody>
    </table>
  </div>`;
}

function row({ environment, target, address, when, credential, rateLimit, quota, requestSize }: Call): Html {
  const checks = Object.entries(credential.checks).map(([name, value]) => html`${name} ${code(value)}`);
  const limits = [
    ...(rateLimit === undefined ? [] : [`${rateLimit} for each consumer`]),
    ...(quota === undefined ? [] : [`quota ${quota}`]),
    ...(requestSize === undefined ? [] : [`bodies up to ${requestSize}`]),
  ];
  return html`<tr>
    <th scope="row">${environment} <span class="muted">(${target})</span></th>
    <td>${code(address)}${when !== undefined && html`, with ${code(when)}`}</td>
    <td>${credentials[credential.kind]}${checks.length > 0 && html`: ${listed(checks)}`}</td>
    <td>${limits.length === 0 ? 'none' : limits.join(', ')}</td>
  </tr> `;
}
