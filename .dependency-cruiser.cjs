// The rooms of src, top to bottom. A room may import those below it, never one above it.
const rooms = ['cli', 'local', 'web', 'app', 'jobs', 'queue', 'github', 'gateway', 'review', 'release', 'policy', 'compare', 'spec', 'config'];
const pure = ['review', 'release', 'policy', 'compare', 'spec'];
const at = (names) => `^src/(${names.join('|')})/`;

const downwards = rooms.slice(1).map((room, i) => ({
  name: `${room}-imports-nothing-above`,
  comment: 'Dependencies point down the list of rooms (docs/architecture.md).',
  severity: 'error',
  from: { path: at([room]) },
  to: { path: `^src/(main\\.ts|(${rooms.slice(0, i + 1).join('|')})/)` },
}));

module.exports = {
  forbidden: [
    ...downwards,
    {
      name: 'github-and-gateway-are-strangers',
      severity: 'error',
      from: { path: at(['github']) },
      to: { path: at(['gateway']) },
    },
    {
      name: 'pure-rooms-do-no-io',
      comment: 'review, release, policy, compare and spec see data only. node:crypto hashes, node:path/posix joins: both are pure.',
      severity: 'error',
      from: { path: at(pure) },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(crypto|path/posix|buffer|util)$' },
    },
    {
      name: 'pure-rooms-import-no-client',
      severity: 'error',
      from: { path: at(pure) },
      to: { path: 'node_modules/(probot|@octokit|bullmq|ioredis|pg|undici|fastify|pino|execa)/' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'not-to-test', severity: 'error', from: { path: '^src/' }, to: { path: '^test/' } },
  ],
  options: { doNotFollow: { path: 'node_modules' }, tsConfig: { fileName: 'tsconfig.json' }, tsPreCompilationDeps: true },
};
