import type { Account } from '../model.ts';
import { html } from '../../../catalogue/site/html.ts';
import type { Html } from '../../../catalogue/site/html.ts';

/** A disc with the first letter of the login, always of the same colour for the same account. */
export function avatar(account: Account | undefined): Html {
  const hue = ((account?.id ?? 0) * 137) % 360;
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40">
    <circle cx="20" cy="20" r="20" fill="hsl(${hue} 45% 45%)" />
    <text x="20" y="27" text-anchor="middle" font-family="sans-serif" font-size="20" fill="#fff">
      ${account?.login.charAt(0).toUpperCase() ?? '?'}
    </text>
  </svg>`;
}
