import { buildSchema } from 'graphql';

/** The part of GitHub's GraphQL schema that has no REST equal: review threads. https://docs.github.com/graphql */
export const schema = buildSchema(`
  type Query {
    viewer: Viewer!
    repository(owner: String!, name: String!): Repository
  }
  type Mutation {
    resolveReviewThread(input: ReviewThreadInput!): ReviewThreadPayload
    unresolveReviewThread(input: ReviewThreadInput!): ReviewThreadPayload
  }
  input ReviewThreadInput { threadId: ID!, clientMutationId: String }
  type ReviewThreadPayload { thread: PullRequestReviewThread, clientMutationId: String }
  type Viewer { login: String! }
  type Actor { login: String! }
  type Repository { id: ID!, nameWithOwner: String!, pullRequest(number: Int!): PullRequest }
  type PullRequest {
    id: ID!
    number: Int!
    reviewThreads(first: Int, after: String): PullRequestReviewThreadConnection!
  }
  type PageInfo { hasNextPage: Boolean!, endCursor: String }
  type PullRequestReviewThreadConnection {
    totalCount: Int!
    pageInfo: PageInfo!
    nodes: [PullRequestReviewThread!]!
  }
  enum DiffSide { LEFT RIGHT }
  type PullRequestReviewThread {
    id: ID!
    isResolved: Boolean!
    isOutdated: Boolean!
    resolvedBy: Actor
    path: String!
    line: Int
    diffSide: DiffSide!
    comments(first: Int, after: String): PullRequestReviewCommentConnection!
  }
  type PullRequestReviewCommentConnection {
    totalCount: Int!
    pageInfo: PageInfo!
    nodes: [PullRequestReviewComment!]!
  }
  type PullRequestReviewComment {
    id: ID!
    databaseId: Int!
    author: Actor
    body: String!
    path: String!
    url: String!
    createdAt: String!
    outdated: Boolean!
  }
`);
