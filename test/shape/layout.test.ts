import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../../scripts/setup/progress.mjs';

const project = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const rules = (
  createRequire(import.meta.url)('../../.dependency-cruiser.cjs') as {
    forbidden: { name: string; comment: string; severity: string }[];
  }
).forbidden;

interface Violation {
  readonly from: string;
  readonly to: string;
  readonly rule: { readonly name: string };
}

async function violations(folder: string): Promise<Violation[]> {
  const program = join(project, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [program, 'src', '--config', '.dependency-cruiser.cjs', '--output-type', 'json'];
  const { output } = await run(process.execPath, args, { cwd: folder });
  const json = output.slice(output.indexOf('{'), output.lastIndexOf('}') + 1);
  return (JSON.parse(json) as { summary: { violations: Violation[] } }).summary.violations;
}

/** One offence a rule: a file, and what it imports. The imported file is made too, unless it is a package or missing. */
const offences: Readonly<Record<string, { readonly from: string; readonly imports: string }>> = {
  'kernel-imports-nothing': { from: 'src/kernel/word.ts', imports: '../runtime/clock.js' },
  'runtime-knows-no-business': { from: 'src/runtime/engine.ts', imports: '../call/types.js' },
  'nouns-and-rules-are-pure': { from: 'src/call/rules.ts', imports: '../runtime/clock.js' },
  'nouns-and-rules-do-no-io': { from: 'src/acd/strategies/one.ts', imports: 'undici' },
  'nouns-and-rules-use-no-node': { from: 'src/agent/rules.ts', imports: 'node:fs' },
  'rules-do-not-know-their-shell': { from: 'src/ivr/rules.ts', imports: './service.js' },
  'routes-call-their-own-service': { from: 'src/cdr/routes.ts', imports: '../call/index.js' },
  'one-door-per-subject': { from: 'src/recording/service.ts', imports: '../call/service.js' },
  'adapters-import-the-port-only': { from: 'src/switch/asterisk/index.ts', imports: '../../call/index.js' },
  'port-knows-no-adapter': { from: 'src/switch/port.ts', imports: './simulated/index.js' },
  'adapters-are-chosen-at-the-top': { from: 'src/call/service.ts', imports: '../switch/simulated/index.js' },
  'pages-share-contracts-only': { from: 'src/web/desk/desk.ts', imports: '../../agent/index.js' },
  'nobody-imports-the-pages': { from: 'src/runtime/http.ts', imports: '../web/desk/desk.js' },
  'compose-is-for-main': { from: 'src/acd/service.ts', imports: '../compose.js' },
  'main-is-imported-by-nobody': { from: 'src/compose.ts', imports: './main.js' },
  'no-cycles': { from: 'src/identity/one.ts', imports: './two.js' },
  'no-orphans': { from: 'src/customer/forgotten.ts', imports: '' },
  'no-drawers': { from: 'src/cdr/service.ts', imports: './utils.js' },
  'no-tools-in-the-centre': { from: 'src/identity/tool.ts', imports: 'typescript' },
  'nothing-unresolved': { from: 'src/agent/service.ts', imports: './nowhere.js' },
  'package-behind-one-place-ari-client': { from: 'src/call/ari.ts', imports: 'ari-client' },
  'package-behind-one-place-asterisk-manager': { from: 'src/call/ami.ts', imports: 'asterisk-manager' },
  'package-behind-one-place-better-sqlite3': { from: 'src/cdr/store.ts', imports: 'better-sqlite3' },
  'package-behind-one-place-modesl': { from: 'src/call/esl.ts', imports: 'modesl' },
  'package-behind-one-place-node-rs-argon2': { from: 'src/agent/hash.ts', imports: '@node-rs/argon2' },
  'package-behind-one-place-pino': { from: 'src/call/log.ts', imports: 'pino' },
  'package-behind-one-place-smpp': { from: 'src/call/smpp.ts', imports: 'smpp' },
  'package-behind-one-place-prom-client': { from: 'src/acd/figures.ts', imports: 'prom-client' },
};

describe('layout of src', function () {
  this.timeout(60_000);

  it('keeps every import rule', async () => {
    const found = await violations(project);
    assert.deepEqual(
      found.map((v) => `${v.rule.name}: ${v.from} -> ${v.to}`),
      [],
    );
  });

  it('has a reason for every rule, and an offence here that shows that it fires', () => {
    assert.deepEqual(rules.map((rule) => rule.name).sort(), Object.keys(offences).sort());
    for (const rule of rules) {
      assert.ok(rule.comment.length > 20, `${rule.name} has no reason`);
      assert.equal(rule.severity, 'error');
    }
  });

  describe('in a tree with one offence against each rule', () => {
    let folder: string;
    let found: Violation[];

    before(async () => {
      folder = realpathSync(mkdtempSync(join(tmpdir(), 'ringmaster-layout-')));
      for (const name of ['.dependency-cruiser.cjs', 'package.json', 'tsconfig.json'])
        cpSync(join(project, name), join(folder, name));
      symlinkSync(realpathSync(join(project, 'node_modules')), join(folder, 'node_modules'));
      const lines = new Map<string, string[]>();
      const add = (file: string, ...text: string[]) => lines.set(file, [...(lines.get(file) ?? []), ...text]);
      for (const { from, imports } of Object.values(offences)) {
        add(from, 'export const made = 1;', ...(imports ? [`import '${imports}';`] : []));
        const missing = !imports.startsWith('.') || imports === './nowhere.js';
        if (!missing) add(join(dirname(from), imports).replace(/\.js$/, '.ts'), 'export const used = 1;');
      }
      add('src/identity/two.ts', "import './one.js';");
      for (const [file, text] of lines) {
        mkdirSync(dirname(join(folder, file)), { recursive: true });
        writeFileSync(join(folder, file), `${text.join('\n')}\n`);
      }
      found = await violations(folder);
    });
    after(() => rmSync(folder, { recursive: true, force: true }));

    for (const [name, { from }] of Object.entries(offences))
      it(`${name} is told at ${from}`, () => {
        const told = found.filter((v) => v.rule.name === name).map((v) => v.from);
        assert.ok(told.includes(from), `told at: ${told.join(', ') || 'nowhere'}`);
      });
  });
});
