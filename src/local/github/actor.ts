import type { Account, App, Installation, Permissions } from './model.ts';
import type { World } from './world.ts';

/** Who a request or a push comes from. */
export type Actor =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'user'; readonly account: Account }
  /** By JWT: for the App's own affairs only. */
  | { readonly kind: 'app'; readonly app: App }
  | {
      readonly kind: 'installation';
      readonly app: App;
      readonly installation: Installation;
      readonly permissions: Permissions;
      readonly repositoryIds: readonly number[] | null;
    };

/** Somebody who can be named as an author. */
export type Author = Exclude<Actor, { kind: 'anonymous' }>;

export function accountOf(world: World, actor: Author): Account {
  return actor.kind === 'user' ? actor.account : world.store.accounts.must(actor.app.botId);
}

/** The App that acts, or null for a person. */
export function appIdOf(actor: Author): number | null {
  return actor.kind === 'user' ? null : actor.app.id;
}
