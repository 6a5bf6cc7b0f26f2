// The rooms of src, top to bottom. A room may import those below it, never one above it (docs/architecture.md). Beside them
// stands src/main.ts, which joins the parts: cli starts it, nothing else imports it.
const rooms = [
  'cli',
  'local',
  'web',
  'app',
  'jobs',
  'queue',
  'github',
  'gateway',
  'telemetry',
  'notify',
  'catalogue',
  'review',
  'release',
  'policy',
  'compare',
  'spec',
  'config',
];
const pure = ['catalogue', 'review', 'release', 'policy', 'compare', 'spec'];
const at = (names) => `^src/(${names.join('|')})/`;
const packages = (names) => `node_modules/(@types/)?(${names.join('|')})/`;

const downwards = rooms.slice(1).map((room, i) => ({
  name: `${room}-imports-nothing-above`,
  comment: 'Dependencies point down the list of rooms.',
  severity: 'error',
  from: { path: at([room]) },
  to: { path: `^src/(main\\.ts$|(${rooms.slice(0, i + 1).join('|')})/)` },
}));

// The floors of compare, top to bottom. Types may be named from below, since what a check finds is what all floors speak of.
const floors = ['proof', 'graph', 'report', 'adjust', 'checks', 'security', 'operations', 'schemas', 'inclusion'];

const floorsDownwards = floors.slice(1).map((floor, i) => ({
  name: `compare-${floor}-loads-nothing-above`,
  comment: 'What is loaded points down the list of floors.',
  severity: 'error',
  from: { path: `^src/compare/${floor}/` },
  to: {
    path: `^src/compare/(compare\\.ts$|(${floors.slice(0, i + 1).join('|')})/)`,
    dependencyTypesNot: ['type-only'],
  },
}));

module.exports = {
  forbidden: [
    ...downwards,
    ...floorsDownwards,
    {
      name: 'every-part-of-compare-has-a-floor',
      comment: 'A new folder of compare is a new line in the list above, at its place.',
      severity: 'error',
      from: { path: '^src/compare/[^/]+/', pathNot: `^src/compare/(${floors.join('|')})/` },
      to: {},
    },
    {
      name: 'main-joins-what-runs-in-production',
      comment: 'The local GitHub and the story are for demo and tests.',
      severity: 'error',
      from: { path: '^src/main\\.ts$' },
      to: { path: at(['cli', 'local']) },
    },
    {
      name: 'every-file-has-a-room',
      comment: 'A new room is a new line in the list above, at its place.',
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/main\\.ts$|${at(rooms)}` },
      to: {},
    },
    {
      name: 'github-and-gateway-are-strangers',
      severity: 'error',
      from: { path: at(['github']) },
      to: { path: at(['gateway']) },
    },
    {
      name: 'opentelemetry-is-known-in-one-room',
      comment: 'Others say what they do by src/telemetry, whose lists are closed.',
      severity: 'error',
      from: { path: '^src/', pathNot: at(['telemetry']) },
      to: { path: packages(['@opentelemetry']) },
    },
    {
      name: 'what-sends-traces-is-loaded-where-it-is-asked-for',
      comment: 'Without an endpoint no process loads more of OpenTelemetry than its API, which does nothing.',
      severity: 'error',
      from: { path: '^src/telemetry/', pathNot: '^src/telemetry/export\\.ts$' },
      to: { path: packages(['@opentelemetry']), pathNot: packages(['@opentelemetry/api']) },
    },
    {
      name: 'main-alone-sends-traces',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/main\\.ts$' },
      to: { path: '^src/telemetry/export\\.ts$' },
    },
    {
      name: 'what-sends-traces-is-loaded-late',
      severity: 'error',
      from: { path: '^src/main\\.ts$' },
      to: { path: '^src/telemetry/export\\.ts$', dependencyTypesNot: ['dynamic-import'] },
    },
    {
      name: 'a-check-by-hand-loads-no-opentelemetry',
      severity: 'error',
      from: { path: '^src/(cli/(check|validate)|jobs/inspect/child)\\.ts$' },
      to: { path: packages(['@opentelemetry']), reachable: true },
    },
    {
      name: 'pure-rooms-do-no-io',
      comment:
        'They see data only. node:buffer looks at bytes, node:crypto hashes, node:path/posix joins: all pure. node:module loads a package later than at the start.',
      severity: 'error',
      from: { path: at(pure) },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(buffer|crypto|module|path/posix)$' },
    },
    {
      name: 'pure-rooms-import-few-packages',
      comment: 'Parsers and matchers that do no I/O; no client of anything.',
      severity: 'error',
      from: { path: at(pure) },
      to: {
        path: 'node_modules/',
        pathNot: packages(['ajv', 'markdown-it', 'picomatch', 're2js', 'refa', 'yaml', 'js-yaml', 'zod']),
      },
    },
    {
      name: 'no-cycles',
      comment: 'Types may know of each other: only what is loaded counts.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'src-runs-without-development-packages',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    { name: 'src-resolves', severity: 'error', from: { path: '^src/' }, to: { couldNotResolve: true } },
    { name: 'src-knows-no-tests', severity: 'error', from: { path: '^src/' }, to: { path: '^(test|scripts)/' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'] },
  },
};
