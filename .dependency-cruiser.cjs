/**
 * Who may import whom (ARCHITECTURE.md). Each rule has its reason; test/shape/layout.test.ts shows that each fires.
 *
 * Subjects are the folders of src/ other than kernel, runtime, switch and web.
 */
const subject = '^src/(?!kernel/|runtime/|switch/|web/|compose/|config/)([^/]+)/';
/** What a subject tells to others without behaviour: its nouns, and the port of the switch, which is nouns too. */
const othersNouns = '^src/([^/]+/(types|contract)\\.ts|switch/port\\.ts)$';
const families = '(strategies|nodes|pacing|orders)';

/** A package of the given list stands behind one place, which makes up for its faults. */
const behind = (name, place, reason) => ({
  name: `package-behind-one-place-${name.replace(/[@/]+/g, '-').replace(/^-/, '')}`,
  comment: reason,
  severity: 'error',
  from: { path: '^src/', pathNot: place },
  to: { path: `node_modules/${name}/` },
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'kernel-imports-nothing',
      comment:
        'The kernel is the words that everyone shares; a word that needs something else is not a word.',
      severity: 'error',
      from: { path: '^src/kernel/' },
      to: { pathNot: '^src/kernel/' },
    },
    {
      name: 'runtime-knows-no-business',
      comment: 'The engine room serves every subject; an import of one would make it serve that one.',
      severity: 'error',
      from: { path: '^src/runtime/' },
      to: { path: '^src/', pathNot: '^src/(runtime|kernel)/' },
    },
    {
      name: 'nouns-and-rules-are-pure',
      comment:
        'types, contracts, rules and families are decided and tested without anything that runs: they import the kernel, their own folder and nouns of other subjects.',
      severity: 'error',
      from: { path: `${subject}((types|rules|contract)\\.ts$|${families}/)` },
      to: { path: '^src/', pathNot: ['^src/kernel/', '^src/$1/', othersNouns] },
    },
    {
      name: 'nouns-and-rules-do-no-io',
      comment: "A rule that reads a file, a clock or a socket cannot be replayed with yesterday's events.",
      severity: 'error',
      from: { path: `${subject}((types|rules|contract)\\.ts$|${families}/)` },
      to: {
        path: 'node_modules/(express|ws|undici|better-sqlite3|kysely|pino|prom-client|ari-client|asterisk-manager|modesl|smpp|@node-rs/argon2)/',
      },
    },
    {
      name: 'nouns-and-rules-use-no-node',
      comment: 'The same for the parts of Node that touch the world.',
      severity: 'error',
      from: { path: `${subject}((types|rules|contract)\\.ts$|${families}/)` },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(assert|url|util|buffer)' },
    },
    {
      name: 'rules-do-not-know-their-shell',
      comment: 'Rules are called by the service, never the other way round.',
      severity: 'error',
      from: { path: `${subject}((types|rules)\\.ts$|${families}/)` },
      to: { path: '^src/$1/(service|store|routes|index)\\.ts$' },
    },
    {
      name: 'routes-call-their-own-service',
      comment:
        'A route parses, permits, calls one method of its own subject and answers; what needs two subjects belongs into a service. identity gives the permission.',
      severity: 'error',
      from: { path: `${subject}routes\\.ts$` },
      to: {
        path: '^src/',
        pathNot: ['^src/(kernel|runtime)/', '^src/$1/', '^src/identity/index\\.ts$', othersNouns],
      },
    },
    {
      name: 'one-door-per-subject',
      comment: 'index.ts is the only door of a subject; behind it may be rebuilt without asking others.',
      severity: 'error',
      from: { path: subject, pathNot: '^src/web/' },
      to: {
        path: subject,
        pathNot: ['^src/$1/', '^src/[^/]+/(index|types|contract|errors)\\.ts$'],
      },
    },
    {
      name: 'adapters-import-the-port-only',
      comment:
        'A switch is exchangeable as long as its adapter knows nothing of those who use it: the port, and what is the same for every switch beside it.',
      severity: 'error',
      from: { path: '^src/switch/([^/]+)/' },
      to: {
        path: '^src/',
        pathNot: ['^src/(kernel|runtime)/', '^src/switch/[^/]+\\.ts$', '^src/switch/$1/'],
      },
    },
    {
      name: 'port-knows-no-adapter',
      comment: 'The port is written in our own words; no name of a switch appears in it.',
      severity: 'error',
      from: { path: '^src/switch/[^/]+\\.ts$' },
      to: { path: '^src/', pathNot: '^src/(kernel/|switch/[^/]+\\.ts$)' },
    },
    {
      name: 'adapters-are-chosen-at-the-top',
      comment: 'Nobody but main.ts and compose.ts with its rooms knows which switch there is.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/((main|compose)\\.ts$|compose/|switch/)' },
      // What an operator can set is read where all settings are.
      to: { path: '^src/switch/[^/]+/', pathNot: '^src/switch/[^/]+/settings\\.ts$' },
    },
    {
      name: 'pages-share-contracts-only',
      comment: 'The browser programs know what crosses the wire and nothing of how the centre does it.',
      severity: 'error',
      from: { path: '^src/web/' },
      to: { path: '^src/', pathNot: ['^src/(web|kernel)/', '^src/[^/]+/[a-z-]*contract\\.ts$'] },
    },
    {
      name: 'nobody-imports-the-pages',
      comment: 'The centre runs without a browser.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/web/' },
      to: { path: '^src/web/' },
    },
    {
      name: 'compose-is-for-main',
      comment:
        'compose.ts, its rooms and subscriptions.ts may know everything, so nobody may know them but main.ts.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/((main|compose)\\.ts$|compose/)' },
      to: { path: '^src/((compose|subscriptions)\\.ts$|compose/)' },
    },
    {
      name: 'main-is-imported-by-nobody',
      comment: 'Importing it would start a centre.',
      severity: 'error',
      from: {},
      to: { path: '^src/main\\.ts$' },
    },
    {
      name: 'no-cycles',
      comment:
        'Subjects stand side by side: a cycle makes two of them one. Types may refer to each other, they are gone when it runs.',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphans',
      comment: 'A file that nobody uses and that uses nobody is forgotten or not yet built in.',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: ['\\.d\\.ts$', '^src/main\\.ts$', '^src/web/[^/]+/main\\.tsx?$', '^src/kernel/'],
      },
      to: {},
    },
    {
      name: 'no-drawers',
      comment:
        'A file is named for its concept; in a drawer (utils, helpers, common, misc) nobody finds it again.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '/(utils|util|helpers|helper|commons|common|misc)[/.]', pathNot: 'node_modules' },
    },
    {
      name: 'no-tools-in-the-centre',
      comment: 'What is needed to run must be a dependency, not a tool for building.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/web/' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['type-only'],
        pathNot: 'node_modules/@types/',
      },
    },
    {
      name: 'nothing-unresolved',
      comment: 'An import that leads nowhere fails at start.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    behind('ari-client', '^src/switch/asterisk/', 'ARI is spoken behind the switch port only.'),
    behind('modesl', '^src/switch/freeswitch/', 'ESL is spoken behind the switch port only.'),
    behind('asterisk-manager', '^src/switch/asterisk/', 'AMI is spoken behind the switch port only.'),
    behind('better-sqlite3', '^src/runtime/', 'Tables are reached through the query builder only.'),
    behind('@node-rs/argon2', '^src/identity/', 'Passwords are the business of identity alone.'),
    behind('pino', '^src/runtime/', 'The logger masks personal data; nobody writes past it.'),
    behind('smpp', '^src/sms/smpp/', 'The codec makes up for the package; nobody speaks SMPP past it.'),
    behind('prom-client', '^src/runtime/', 'Figures are named in one place.'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
    },
  },
};
