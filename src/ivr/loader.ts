/**
 * Flow files to flows. Everything that can be known before a call comes is checked here, so that no caller finds it
 * out: settings, wiring, names of other things. `loadFlows` reads files, `parseFlow` does not.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { checkNames, checkWiring } from './checks.js';
import { FlowError, UnknownNodeError } from './errors.js';
import { nodeKind } from './nodes/index.js';
import { configurationId as flowId } from './nodes/prompts.js';
import { SORRY_PROMPT } from './rules.js';
import type { Flow, FlowNode } from './types.js';

/** What exists around the flows. */
export interface KnownNames {
  readonly queues: readonly string[];
  readonly agents: readonly string[];
  /** Those of the queues that call back. Default: none. */
  readonly callbacks?: readonly string[];
  /** Default: none. */
  readonly calendars?: readonly string[];
  /** Numbers of extensions and ring groups. Default: none. */
  readonly rings?: readonly string[];
  /** Rows of sounds/prompts.csv, see `promptTableNames`. */
  readonly prompts: readonly string[];
}

const exitName = z
  .string()
  .regex(/^([a-z0-9][a-z0-9-]{0,31}|[*#])$/, 'use 1-32 of a-z, 0-9 and "-", or "*" or "#"');
const coordinate = z.number().min(-100_000).max(100_000);

const flowSchema = z.strictObject({
  flow: flowId,
  name: z.strictObject({ en: z.string().min(1), zh: z.string().min(1) }),
  start: flowId,
  nodes: z.record(
    flowId,
    z.strictObject({
      kind: z.string(),
      settings: z.unknown().optional(),
      exits: z.record(exitName, flowId).default({}),
      at: z.strictObject({ x: coordinate, y: coordinate }).optional(),
    }),
  ),
});

/**
 * All flows of a folder (`*.yaml`), in the order of their names.
 * @throws FlowError (`IVR_FLOW_INVALID`): one sentence with file, node and what to do; also when there is no flow
 */
export function loadFlows(directory: string, known: KnownNames): Flow[] {
  const files = existsSync(directory)
    ? readdirSync(directory)
        .filter((file) => file.endsWith('.yaml'))
        .sort()
    : [];
  if (files.length === 0)
    throw new FlowError(
      `${directory} holds no flow (*.yaml): copy one from the project's config/flows folder.`,
    );
  return files.map((file) => {
    const path = join(directory, file);
    return parseFlow(readFileSync(path, 'utf8'), path, known);
  });
}

/**
 * One flow from its text. The version is a hash of the text.
 * @param file for messages; its base name must be the name of the flow
 * @throws FlowError (`IVR_FLOW_INVALID`)
 */
export function parseFlow(text: string, file: string, known: KnownNames): Flow {
  const fail = (what: string, cause?: unknown): never => {
    throw new FlowError(`${file}: ${what}`, { cause });
  };
  let value: unknown;
  try {
    // Warnings of the parser would go to the console of the process.
    value = parseYaml(text, { logLevel: 'error' });
  } catch (error) {
    fail(`this is not YAML (${(error as Error).message.split('\n')[0]}): correct that line.`, error);
  }
  const parsed = flowSchema.safeParse(value);
  if (!parsed.success) return fail(sentence(parsed.error));
  const { flow, name, start } = parsed.data;
  if (`${flow}.yaml` !== basename(file))
    fail(`the flow is named "${flow}": name it like its file, or the file ${flow}.yaml.`);

  const nodes: Record<string, FlowNode> = {};
  for (const [id, node] of Object.entries(parsed.data.nodes)) {
    const { at, ...rest } = node;
    nodes[id] = { ...rest, settings: settingsOf(id, node, fail), ...(at ? { at } : {}) };
  }
  const version = createHash('sha256').update(text).digest('hex').slice(0, 12);
  const result: Flow = { flow, name, version, start, nodes };

  if (!known.prompts.includes(SORRY_PROMPT))
    fail(
      `the prompt "${SORRY_PROMPT}" is missing, which callers hear when a flow fails: add it to sounds/prompts.csv.`,
    );
  const fault = checkWiring(result) ?? checkNames(result, known);
  return fault === undefined ? result : fail(fault);
}

/** Checks the settings by the schema of the kind and fills in its defaults. */
function settingsOf(
  id: string,
  node: { readonly kind: string; readonly settings?: unknown },
  fail: (what: string, cause?: unknown) => never,
): unknown {
  try {
    const parsed = nodeKind(node.kind).settings.safeParse(node.settings ?? {});
    return parsed.success ? parsed.data : fail(`node "${id}": settings: ${sentence(parsed.error)}`);
  } catch (error) {
    if (error instanceof UnknownNodeError) return fail(`node "${id}": ${error.message}`, error);
    throw error;
  }
}

/** The first fault that a schema found, with its place and what to do. */
function sentence(error: z.ZodError): string {
  const issue = error.issues[0]!;
  // A wrong key of a record says only "invalid key"; the reason stands inside.
  const reason = issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message;
  const where = issue.path.length > 0 ? `${issue.path.map(String).join('.')}: ` : '';
  return `${where}${reason}: correct this line.`;
}

/**
 * The names of a prompt table: its first column. Names hold no comma and texts no line break, so that a line is a row.
 * @throws FlowError when the file is missing or a line does not start with a name
 */
export function promptTableNames(file: string): string[] {
  if (!existsSync(file)) throw new FlowError(`${file} is missing: copy it from the project's sounds folder.`);
  const [header, ...rows] = readFileSync(file, 'utf8')
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/);
  if (header !== 'name,en,zh')
    throw new FlowError(`${file}: line 1: the first line must be name,en,zh: put it there.`);
  return rows.flatMap((row, index) => {
    if (row === '') return [];
    const name = /^([a-z0-9][a-z0-9/-]{0,63}),./.exec(row)?.[1];
    if (name === undefined)
      throw new FlowError(
        `${file}: line ${index + 2}: a row is a name of a-z, 0-9, "-" and "/", then the English and the Chinese text: correct this line.`,
      );
    return [name];
  });
}
