import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { centreSchema, installationSchema, loadConfig } from '../../src/config.js';
import { DEMO_PASSWORD } from '../../src/identity/index.js';

const project = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const read = (...path: string[]) => readFileSync(join(project, ...path), 'utf8');
const readmes = ['README.md', 'README.zh-CN.md'] as const;
const documents = [...readmes, 'CONTRIBUTING.md', 'CHANGELOG.md', 'ARCHITECTURE.md'] as const;

/** Code blocks, without what follows a `#`: comments are translated, commands are not. */
const blocks = (text: string): string[] =>
  [...text.matchAll(/^```\w*\n(.*?)^```/gms)].map(([, block]) => block!.replace(/^\s*# .*\n/gm, ''));
const prose = (text: string): string => text.replace(/^```.*?^```/gms, '');
const spans = (text: string): string[] => [...prose(text).matchAll(/`([^`\n]+)`/g)].map(([, span]) => span!);
const headings = (text: string): string[] => prose(text).match(/^#+ .*$/gm) ?? [];
/** From one heading to the next. */
const sections = (text: string): string[] => prose(text).split(/^(?=#+ )/m);
/** The rows below a comment `<!-- name: ... -->`, as cells. */
function rows(text: string, name: string): string[][] {
  const table = new RegExp(`<!-- ${name}: .*-->\\n\\n\\|.*\\n\\|[-| ]+\\|\\n((?:\\|.*\\n)+)`).exec(text);
  assert.ok(table, `there is no table "${name}"`);
  return table[1]!
    .trim()
    .split('\n')
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}
/** How a heading is addressed in a link. */
const anchor = (heading: string): string =>
  heading
    .replace(/^#+ /, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replace(/ /g, '-');

/** Every option with its default (JSON, text bare), `–` when it has none of its own. */
function options(schema: unknown, path = '', found = new Map<string, string>()): Map<string, string> {
  let { def } = schema as { def: Record<string, unknown> };
  let byDefault = '–';
  while (def['innerType'] !== undefined) {
    const value = def['type'] === 'default' ? def['defaultValue'] : undefined;
    if (value !== undefined) byDefault = typeof value === 'string' ? value : JSON.stringify(value);
    def = (def['innerType'] as { def: Record<string, unknown> }).def;
  }
  if (def['shape'] !== undefined)
    for (const [key, value] of Object.entries(def['shape'] as object))
      options(value, path === '' ? key : `${path}.${key}`, found);
  else {
    found.set(path, byDefault);
    if (def['type'] === 'array') options(def['element'], `${path}[]`, found);
  }
  return found;
}

function sources(folder: string): string {
  return readdirSync(join(project, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.m?ts$|\.mjs$/.test(name))
    .map((name) => read(folder, name))
    .join('\n');
}

describe('the two READMEs', () => {
  const [english, chinese] = [read(readmes[0]), read(readmes[1])];

  it('have the same sections in the same order', () => {
    const levels = (text: string) => headings(text).map((heading) => heading.replace(/ .*/, ''));
    assert.ok(levels(english).length > 10);
    assert.deepEqual(levels(chinese), levels(english));
  });

  it('give the same commands and examples', () => {
    assert.ok(blocks(english).length > 3);
    assert.deepEqual(blocks(chinese), blocks(english));
  });

  it('name the same options, files and addresses in each section', () => {
    const named = (text: string) =>
      sections(text).map((section) => {
        // What stands in angle brackets is a word for the reader.
        const code = spans(section).filter((span) => !span.includes('<'));
        return [...new Set([...code, ...(section.match(/\bhttps?:[\w:/.-]+/g) ?? [])])].sort();
      });
    assert.deepEqual(named(chinese), named(english));
  });

  it('have tables of the same length', () => {
    const lengths = (text: string) => sections(text).map((section) => section.match(/^\|/gm)?.length ?? 0);
    assert.deepEqual(lengths(chinese), lengths(english));
  });

  it('name every demo user and the password', () => {
    for (const { id } of loadConfig(project).centre.users)
      for (const text of [english, chinese]) assert.ok(text.includes(`\`${id}\``), id);
    for (const text of [english, chinese]) assert.ok(text.includes(`\`${DEMO_PASSWORD}\``));
  });

  for (const name of readmes) {
    it(`name options that exist, with their defaults (${name})`, () => {
      const known = new Map([...options(installationSchema), ...options(centreSchema)]);
      assert.equal(known.get('switch.sipPort'), '5060');
      for (const [option, value] of rows(read(name), 'options').map((row) =>
        row.map((cell) => cell.replaceAll('`', '')),
      )) {
        assert.ok(known.has(option!), `there is no option ${option}`);
        assert.equal(value, known.get(option!), `default of ${option}`);
      }
    });

    it(`quote sentences that the program says (${name})`, () => {
      const said = sources('scripts') + sources('src');
      for (const [sentence] of rows(read(name), 'sentences'))
        for (const part of sentence!.replaceAll('`', '').split('…'))
          assert.ok(said.includes(part.trim()), `nobody says "${part.trim()}"`);
    });
  }
});

describe('documents', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

  for (const name of documents) {
    const text = read(name);
    const code = [...spans(text), ...blocks(text)];

    it(`${name} names npm scripts that exist`, () => {
      const asked = code.flatMap((one) =>
        [...one.matchAll(/\bnpm (?:run )?([a-z][\w:]*)/g)].map(([, script]) => script!),
      );
      if (name === 'README.md' || name === 'CONTRIBUTING.md') assert.ok(asked.length > 0);
      assert.deepEqual(
        asked.filter((script) => scripts[script] === undefined),
        [],
      );
    });

    it(`${name} names files and folders that exist`, () => {
      const top = /^(src|test|config|scripts|sounds|dialplans)(\/[\w.-]+)*\/?$/;
      const root = /^\.?[\w-]+(\.[\w-]+)*\.(md|json|ts|js|cjs|asterisk)$/;
      const links = [...prose(text).matchAll(/\]\(([^)#:]+)\)/g)].map(([, target]) => target!);
      // Names without a folder are files at the top, or files of a kind that every folder has.
      const files = spans(text).filter((span) => top.test(span) || (root.test(span) && /^[A-Z.]/.test(span)));
      assert.ok(links.length + files.length > 0 || name === 'CHANGELOG.md');
      assert.deepEqual(
        [...links, ...files].filter((path) => !existsSync(join(project, path))),
        [],
      );
    });

    it(`${name} links to headings that exist`, () => {
      const anchors = new Set(headings(text).map(anchor));
      const asked = [...prose(text).matchAll(/\]\(#([^)]+)\)/g)].map(([, target]) => target!);
      assert.deepEqual(
        asked.filter((target) => !anchors.has(target)),
        [],
      );
    });
  }
});
