/**
 * What the local GitHub knows, as plain data. Rows refer to each other by id; times are ISO 8601 in UTC without
 * fractions, as GitHub writes them; commits, trees and files are in git and nowhere else.
 */

export type Role = 'read' | 'triage' | 'write' | 'maintain' | 'admin';
export type Level = 'read' | 'write' | 'admin';
/** A GitHub App's permissions by their API names, for example `{ pull_requests: 'write' }`. */
export type Permissions = Readonly<Record<string, Level>>;

export interface Account {
  readonly id: number;
  readonly login: string;
  readonly type: 'User' | 'Organization' | 'Bot';
  readonly name: string | null;
  readonly email: string | null;
  readonly createdAt: string;
  /** Organisations: their members, owners among them. */
  members: { userId: number; role: 'member' | 'admin' }[];
}

export interface Team {
  readonly id: number;
  readonly organizationId: number;
  readonly slug: string;
  readonly name: string;
  members: { userId: number; role: 'member' | 'maintainer' }[];
  repositories: { repositoryId: number; role: Role }[];
}

export interface Label {
  readonly id: number;
  readonly name: string;
  readonly color: string;
  readonly description: string | null;
}

export interface Repository {
  readonly id: number;
  readonly ownerId: number;
  name: string;
  /** Earlier `owner/name`s, which redirect. */
  formerNames: string[];
  description: string | null;
  defaultBranch: string;
  private: boolean;
  archived: boolean;
  hasIssues: boolean;
  readonly parentId: number | null;
  readonly createdAt: string;
  updatedAt: string;
  pushedAt: string;
  collaborators: { userId: number; role: Role }[];
  labels: Label[];
  nextNumber: number;
}

/** A repository ruleset, https://docs.github.com/en/rest/repos/rules. Branch protection is told as one, too. */
export interface Ruleset {
  readonly id: number;
  readonly repositoryId: number;
  readonly name: string;
  enforcement: 'active' | 'disabled' | 'evaluate';
  /** `refs/heads/…` patterns, `~DEFAULT_BRANCH` or `~ALL`. */
  include: string[];
  exclude: string[];
  rules: Rule[];
  /** `actorId`: an App's id for Integration, a team's for Team; RepositoryRole 5 is admin, 4 write, 2 maintain. */
  bypass: { actorId: number; actorType: 'Integration' | 'Team' | 'RepositoryRole' | 'OrganizationAdmin' }[];
  readonly createdAt: string;
}

export type Rule =
  | { type: 'creation' | 'update' | 'deletion' | 'non_fast_forward' | 'required_linear_history' }
  | { type: 'required_status_checks'; checks: { context: string; integrationId: number | null }[]; strict: boolean }
  | { type: 'pull_request'; approvals: number }
  | { type: 'merge_queue'; method: 'MERGE' | 'SQUASH' | 'REBASE' };

export interface App {
  readonly id: number;
  readonly ownerId: number;
  readonly botId: number;
  readonly slug: string;
  readonly name: string;
  readonly description: string | null;
  readonly externalUrl: string;
  readonly clientId: string;
  readonly publicKeyPem: string;
  webhookUrl: string | null;
  webhookSecret: string;
  permissions: Permissions;
  events: string[];
  readonly createdAt: string;
}

/** An App's manifest that a person agreed to and that waits to be exchanged for credentials (one hour). */
export interface ManifestCode {
  readonly id: number;
  readonly code: string;
  readonly ownerId: number;
  readonly manifest: unknown;
  readonly createdAt: string;
}

export interface Installation {
  readonly id: number;
  readonly appId: number;
  readonly accountId: number;
  permissions: Permissions;
  events: string[];
  /** null: all repositories of the account. */
  repositoryIds: number[] | null;
  suspendedAt: string | null;
  suspendedBy: number | null;
  readonly createdAt: string;
  updatedAt: string;
}

export interface Token {
  readonly id: number;
  readonly value: string;
  /** null: never. */
  readonly expiresAt: string | null;
  readonly grant:
    | { readonly kind: 'user'; readonly userId: number }
    | {
        readonly kind: 'installation';
        readonly installationId: number;
        readonly permissions: Permissions;
        readonly repositoryIds: readonly number[] | null;
      };
}

export interface PullSide {
  /** null: the fork was deleted. */
  repositoryId: number | null;
  ref: string;
  sha: string;
}

export interface Pull {
  readonly id: number;
  readonly head: PullSide;
  readonly base: PullSide & { repositoryId: number };
  draft: boolean;
  maintainerCanModify: boolean;
  mergedAt: string | null;
  mergedBy: number | null;
  /** Of the merge; before it, of the test merge (null: not tried or in conflict). */
  mergeCommitSha: string | null;
  /** The last test merge and what it was of. */
  test: { readonly base: string; readonly head: string; readonly mergeable: boolean } | null;
}

export interface Issue {
  readonly id: number;
  readonly repositoryId: number;
  readonly number: number;
  readonly authorId: number;
  /** The App that acted, where one did. */
  readonly appId: number | null;
  title: string;
  body: string | null;
  state: 'open' | 'closed';
  stateReason: 'completed' | 'not_planned' | 'reopened' | 'duplicate' | null;
  labels: string[];
  assignees: number[];
  locked: boolean;
  readonly createdAt: string;
  updatedAt: string;
  closedAt: string | null;
  closedBy: number | null;
  /** What makes an issue a pull request. */
  readonly pull: Pull | null;
}

export type PullIssue = Issue & { readonly pull: Pull };

export interface Comment {
  readonly id: number;
  readonly repositoryId: number;
  readonly issueId: number;
  readonly authorId: number;
  readonly appId: number | null;
  body: string;
  readonly createdAt: string;
  updatedAt: string;
}

export interface Review {
  readonly id: number;
  readonly issueId: number;
  readonly authorId: number;
  state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED' | 'PENDING';
  readonly body: string;
  readonly commitId: string;
  readonly submittedAt: string;
}

export interface ReviewComment {
  readonly id: number;
  readonly repositoryId: number;
  readonly issueId: number;
  readonly reviewId: number;
  readonly authorId: number;
  readonly appId: number | null;
  readonly inReplyTo: number | null;
  readonly path: string;
  readonly side: 'LEFT' | 'RIGHT';
  readonly subject: 'line' | 'file';
  /** null: outdated, the line is not in the diff any more. */
  line: number | null;
  readonly originalLine: number;
  readonly startLine: number | null;
  readonly startSide: 'LEFT' | 'RIGHT' | null;
  readonly position: number;
  readonly diffHunk: string;
  commitId: string;
  readonly originalCommitId: string;
  body: string;
  readonly createdAt: string;
  updatedAt: string;
  /** Of its thread's first comment; resolved through GraphQL. */
  resolvedBy: number | null;
}

export interface Annotation {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly start_column?: number | null;
  readonly end_column?: number | null;
  readonly annotation_level: 'notice' | 'warning' | 'failure';
  readonly message: string;
  readonly title?: string | null;
  readonly raw_details?: string | null;
}

export interface CheckSuite {
  readonly id: number;
  readonly repositoryId: number;
  readonly appId: number;
  readonly headSha: string;
  readonly headBranch: string | null;
  readonly createdAt: string;
  updatedAt: string;
}

export type CheckStatus = 'queued' | 'in_progress' | 'completed';
export type Conclusion =
  'action_required' | 'cancelled' | 'failure' | 'neutral' | 'success' | 'skipped' | 'stale' | 'timed_out';

export interface CheckRun {
  readonly id: number;
  readonly repositoryId: number;
  readonly suiteId: number;
  readonly appId: number;
  readonly headSha: string;
  name: string;
  status: CheckStatus;
  conclusion: Conclusion | null;
  externalId: string | null;
  detailsUrl: string | null;
  startedAt: string | null;
  completedAt: string | null;
  output: { title: string | null; summary: string | null; text: string | null };
  annotations: Annotation[];
  actions: { label: string; description: string; identifier: string }[];
}

export interface Deployment {
  readonly id: number;
  readonly repositoryId: number;
  readonly appId: number | null;
  readonly creatorId: number;
  readonly sha: string;
  readonly ref: string;
  readonly task: string;
  readonly environment: string;
  readonly payload: unknown;
  readonly description: string | null;
  readonly transient: boolean;
  readonly production: boolean;
  readonly createdAt: string;
  updatedAt: string;
}

export type DeploymentState = 'error' | 'failure' | 'inactive' | 'in_progress' | 'queued' | 'pending' | 'success';

export interface DeploymentStatus {
  readonly id: number;
  readonly deploymentId: number;
  readonly creatorId: number;
  readonly appId: number | null;
  readonly state: DeploymentState;
  readonly description: string;
  readonly environment: string;
  readonly environmentUrl: string;
  readonly logUrl: string;
  readonly createdAt: string;
}

export type ReactionContent = '+1' | '-1' | 'laugh' | 'confused' | 'heart' | 'hooray' | 'rocket' | 'eyes';

export interface Reaction {
  readonly id: number;
  readonly commentId: number;
  readonly userId: number;
  readonly content: ReactionContent;
  readonly createdAt: string;
}

/** What the timeline shows beside comments, reviews and commits. */
export interface IssueEvent {
  readonly id: number;
  readonly issueId: number;
  readonly actorId: number;
  readonly appId: number | null;
  readonly event: 'closed' | 'reopened' | 'merged' | 'labeled' | 'renamed' | 'head_ref_force_pushed' | 'locked';
  readonly commitId: string | null;
  readonly label: { readonly name: string; readonly color: string } | null;
  readonly rename: { readonly from: string; readonly to: string } | null;
  readonly createdAt: string;
}

/** A pull request in the merge queue, with the ref that its merge group is tried on. */
export interface QueueEntry {
  readonly id: number;
  readonly repositoryId: number;
  readonly issueId: number;
  readonly actorId: number;
  readonly ref: string;
  readonly baseSha: string;
  readonly headSha: string;
  readonly enqueuedAt: string;
}

/** One attempt to hand a webhook to an App. A redelivery is another attempt with the same `guid`. */
export interface Delivery {
  readonly id: number;
  readonly guid: string;
  readonly appId: number;
  readonly installationId: number | null;
  readonly repositoryId: number | null;
  readonly event: string;
  readonly action: string | null;
  readonly redelivery: boolean;
  readonly deliveredAt: string;
  /** In seconds. */
  duration: number;
  /** 0: no answer came. */
  statusCode: number;
  status: string;
  readonly url: string;
  readonly request: { readonly headers: Record<string, string>; readonly payload: unknown };
  response: { headers: Record<string, string>; payload: string };
}
