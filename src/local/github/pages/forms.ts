import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Account, Issue } from '../model.ts';
import type { World } from '../world.ts';
import { html } from '../../../catalogue/site/html.ts';
import type { Html } from '../../../catalogue/site/html.ts';

/**
 * There is no login: whoever sees the page may act as any user. What keeps another site's page from posting here is a
 * token that only our own pages show.
 */
export class FormToken {
  readonly value = randomBytes(24).toString('base64url');

  accepts(given: string): boolean {
    const [a, b] = [Buffer.from(given), Buffer.from(this.value)];
    return a.length === b.length && timingSafeEqual(a, b);
  }
}

function users({ store }: World): Account[] {
  return store.accounts.filter(({ type }) => type === 'User');
}

/** `first`: who is chosen at the start, where they are among the users. */
function identity(world: World, token: FormToken, first?: number): Html {
  const options = users(world).map(
    ({ id, login }) => html`<option value="${id}" ${id === first && html` selected`}>${login}</option>`,
  );
  return html`<input type="hidden" name="token" value="${token.value}" />
    <label class="small"
      >as
      <select name="user">
        ${options}
      </select></label
    >`;
}

export function commentBox(world: World, token: FormToken, path: string, issue: Issue): Html {
  const other = issue.state === 'open' ? 'close' : 'reopen';
  const fixed = issue.pull !== null && issue.pull.mergedAt !== null;
  return html`<form class="box" method="post" action="${path}/comment">
    <div class="body">
      <textarea name="body" aria-label="Comment" placeholder="Leave a comment, or a command such as /status"></textarea>
      <div class="fields">
        ${identity(world, token, issue.authorId)}
        <span class="right"></span>
        ${!fixed && html`<button formaction="${path}/${other}">${other === 'close' ? 'Close' : 'Reopen'}</button>`}
        <button class="primary">Comment</button>
      </div>
    </div>
  </form>`;
}

export function mergeBox(world: World, token: FormToken, path: string, issue: Issue, mergeable: boolean): Html {
  return html`<form method="post" action="${path}/merge">
    <div class="fields">
      ${identity(world, token, issue.authorId)}
      <label class="small"
        >by
        <select name="method">
          <option value="merge">a merge commit</option>
          <option value="squash">squash</option>
          <option value="rebase">rebase</option>
        </select>
      </label>
      <button class="primary right" ${!mergeable && html` disabled`}>Merge pull request</button>
    </div>
  </form>`;
}
