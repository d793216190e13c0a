/**
 * Progress of long steps, faults as one sentence, sub-commands whose output goes to a log file. No dependencies: this
 * runs before node_modules exists.
 */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** A fault that a person can mend: its message is one clear sentence with what to do. Ends the program with status 1. */
export class SetupFault extends Error {}

/**
 * Runs one step and shows that it lives: on a terminal one line whose seconds run, elsewhere a line every ten seconds.
 * @param {string} title what is done, in the present: "Installing packages"
 * @param {() => Promise<T>} work
 * @template T
 * @returns {Promise<T>}
 */
export async function step(title, work, out = process.stdout) {
  const began = Date.now();
  const seconds = () => Math.round((Date.now() - began) / 1000);
  const terminal = Boolean(out.isTTY);
  const show = () => out.write(terminal ? `\r${title} ... ${seconds()} s ` : `${title} ... ${seconds()} s\n`);
  out.write(terminal ? `${title} ... ` : `${title} ...\n`);
  const timer = setInterval(show, terminal ? 1000 : 10_000);
  try {
    const result = await work();
    out.write(`${terminal ? '\r' : ''}${title}: done (${seconds()} s)\n`);
    return result;
  } catch (error) {
    out.write(`${terminal ? '\r' : ''}${title}: failed (${seconds()} s)\n`);
    throw error;
  } finally {
    clearInterval(timer);
  }
}

/**
 * Runs a command to its end, output into a log file (appended) and kept for judging.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, logFile?: string, input?: string }} [options]
 * @returns {Promise<{ code: number, output: string }>} code 127 when the command does not exist, 128 + signal number
 *   is not told apart from other failures. Rejects only when the log cannot be written
 */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    // Written as it comes, so that a log that grows can be watched, and one that cannot be written is told at once.
    let log;
    if (options.logFile) {
      mkdirSync(dirname(options.logFile), { recursive: true });
      log = openSync(options.logFile, 'a');
      writeSync(log, `\n$ ${command} ${args.join(' ')}\n`);
    }
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    const kept = [];
    const keep = (chunk) => {
      kept.push(chunk);
      if (log !== undefined) writeSync(log, chunk);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    if (options.input !== undefined) {
      child.stdin.on('error', () => {}); // the command ended without reading: its status tells
      child.stdin.end(options.input);
    }
    const end = (code, note = '') => {
      const output = Buffer.concat(kept).toString('utf8') + note;
      if (log !== undefined) closeSync(log);
      log = undefined;
      resolve({ code, output });
    };
    child.once('error', (error) => end(127, `${command}: ${error.message}`));
    child.once('close', (code) => child.exitCode !== null && end(code ?? 1));
    child.once('close', (code, signal) => signal && end(128, `ended by ${signal}`));
  });
}

/**
 * What an error is for a person: its own sentence, that of a file which is somebody else's, or its stack.
 * @param {unknown} error
 * @returns {string}
 */
export function sentenceOf(error) {
  // ConfigError carries a sentence for a person too; it cannot be imported before node_modules exists.
  if (error instanceof SetupFault || error?.code === 'CONFIG_INVALID') return error.message;
  if (error?.code === 'EACCES' && error.path)
    return `${error.path} cannot be written or read by this user, perhaps because an earlier start ran as root: run this command as its owner, or give the file to yourself with "sudo chown -R $USER ${dirname(error.path)}", and start again.`;
  if (error?.code === 'ENOSPC')
    return 'The disk is full: make room (the switch needs 600 MB) and start again.';
  return error?.stack ?? String(error);
}

/**
 * The end of every entry script: a SetupFault is told as its sentence alone, anything else with its stack.
 * @param {() => Promise<number | void>} main resolves with the exit status
 */
export async function endWith(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    process.stderr.write(`\n${sentenceOf(error)}\n`);
    process.exitCode = 1;
  }
}
