import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { installationSchema, loadConfig } from '../../src/config.js';
import { parseCsv } from '../../scripts/setup/csv.js';

const project = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const read = (...path: string[]) => readFileSync(join(project, ...path), 'utf8');

/** Options by their path, as the schema knows them. */
function options(schema: unknown, path: string[] = []): string[] {
  let inner = schema as { def: { innerType?: unknown; shape?: Record<string, unknown> } };
  while (inner.def.innerType !== undefined) inner = inner.def.innerType as typeof inner;
  const { shape } = inner.def;
  if (shape === undefined) return [path.join('.')];
  return Object.entries(shape).flatMap(([key, value]) => options(value, [...path, key]));
}

describe('sample of the configuration', () => {
  const text = read('config', 'ringmaster.yaml');

  it('has every option of the installation, in use or as a comment', () => {
    const known = options(installationSchema);
    assert.ok(known.includes('switch.sipPort') && known.includes('desk.lostSeconds'));
    for (const option of known)
      assert.match(text, new RegExp(`^\\s*(# )?${option.split('.').at(-1)}:`, 'm'), `${option} is missing`);
  });

  it('has the default of every option', () =>
    assert.deepEqual(installationSchema.parse(parse(text)), installationSchema.parse({})));

  it('explains every option in the line above', () => {
    const lines = text.split('\n');
    const bare = lines.filter((line, at) => {
      if (!/^ {2}[a-zA-Z]+: \S/.test(line)) return false;
      // Host and port of the same thing share their words.
      return !/^\s*#/.test(lines[at - 1] ?? '') && !/^ {2}[a-zA-Z]*([hH]ost|[pP]ort|user): /.test(line);
    });
    assert.deepEqual(bare, []);
  });

  it('is a centre that can be loaded, with the demo that the documents describe', () => {
    const { centre } = loadConfig(project);
    assert.equal(centre.queues.length, 2);
    assert.equal(centre.agents.length, 4);
    assert.deepEqual(new Set(centre.queues.map((queue) => queue.agentOrder)).size, 2);
    assert.equal(centre.users.filter((user) => user.role === 'supervisor').length, 1);
    assert.equal(centre.users.filter((user) => user.role === 'administrator').length, 1);
    for (const queue of centre.queues)
      assert.ok(
        queue.members.some(({ agent }) => {
          const skills = centre.agents.find((a) => a.id === agent)?.skills ?? {};
          return Object.entries(queue.skills).every(([skill, level]) => (skills[skill] ?? 0) >= level);
        }),
        `nobody can serve ${queue.id}`,
      );
  });

  it('for work on Ringmaster is loaded with the simulated switch and folders of its own', () => {
    const dev = loadConfig(project, join(project, 'config', 'dev'));
    const own = loadConfig(project);
    assert.equal(dev.installation.switch.kind, 'simulated');
    assert.notEqual(dev.dataDirectory, own.dataDirectory);
    assert.notEqual(dev.installation.http.port, own.installation.http.port);
  });

  it('has a dozen customers whose numbers are their own', () => {
    const customers = parseCsv(read('config', 'demo', 'customers.csv'), 'customers.csv');
    assert.equal(customers.length, 12);
    for (const key of ['customer', 'number'] as const)
      assert.equal(new Set(customers.map((row) => row[key])).size, 12, key);
    for (const row of customers) {
      assert.match(row.customer!, /^\d{6,10}$/);
      assert.match(row.number!, /^\+\d{8,15}$/);
      assert.match(row.language!, /^(en|zh)$/);
      assert.ok(Number(row.grade) >= 0 && Number(row.grade) <= 100);
    }
  });
});
