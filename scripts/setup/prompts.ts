/**
 * Prompts: text in sounds/prompts.csv becomes speech, 8 kHz mono 16 bit WAV, peak at -6 dBFS. English that Debian's
 * recordings have (sounds/recorded.csv) is taken from there. Each sound is cached by what it was made from.
 */
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ownCacheFolder } from '../switch/debian-root.js';
import { parseCsv } from './csv.js';
import { run, SetupFault, step } from './progress.mjs';
import { needs, provideSystemPackages } from './system-packages.mjs';

export const promptLanguages = ['en', 'zh'] as const;
export type PromptLanguage = (typeof promptLanguages)[number];

/** One sound to make. `recorded`: path below the switch's folder of sounds, for English only. */
export interface PromptSound {
  readonly name: string;
  readonly language: PromptLanguage;
  readonly text: string;
  readonly recorded?: string;
}

/** How speech is made; part of every hash, so that a change makes all sounds anew. */
const recipe = {
  voice: { en: 'en-us', zh: 'cmn' },
  wordsPerMinute: { en: 145, zh: 160 },
  // A short silence on both sides: prompts are strung together, and the first syllable must survive a slow answer.
  effects: ['gain', '-6', 'highpass', '150', 'pad', '0.06', '0.12', 'gain', '-n', '-6'],
} as const;

const nameRule = /^[a-z0-9][a-z0-9-]*(\/[a-z0-9][a-z0-9-]*)?$/;

/**
 * @param prompts text of prompts.csv: name, en, zh
 * @param recorded text of recorded.csv: name, file
 * @throws SetupFault naming the row when a name is bad or stands twice, a text is missing, or recorded.csv names a
 *   prompt that is not there
 */
export function promptSounds(prompts: string, recorded: string): PromptSound[] {
  const fail = (sentence: string): never => {
    throw new SetupFault(`${sentence}. Correct this row and start again.`);
  };
  const files = new Map(parseCsv(recorded, 'sounds/recorded.csv').map((row) => [row.name!, row.file!]));
  const names = new Set<string>();
  const sounds: PromptSound[] = [];
  for (const row of parseCsv(prompts, 'sounds/prompts.csv')) {
    const name = row.name ?? '';
    if (!nameRule.test(name)) fail(`sounds/prompts.csv: "${name}" is not a name of a prompt (a-z, 0-9, "-")`);
    if (names.has(name)) fail(`sounds/prompts.csv: "${name}" stands twice`);
    names.add(name);
    for (const language of promptLanguages) {
      const text = row[language] ?? '';
      if (text === '') fail(`sounds/prompts.csv: "${name}" has no text in column ${language}`);
      const file = language === 'en' ? files.get(name) : undefined;
      sounds.push({ name, language, text, ...(file === undefined ? {} : { recorded: file }) });
    }
  }
  for (const name of files.keys())
    if (!names.has(name)) fail(`sounds/recorded.csv: "${name}" is not a row of sounds/prompts.csv`);
  return sounds;
}

/** Silences of whole seconds: the switch says pauses as `silence/1` to `silence/10`. */
const silences = Array.from({ length: 10 }, (_, at) => at + 1);

/** What a sound is made from, as sixteen hexadecimal digits. */
export function soundHash(sound: PromptSound): string {
  return createHash('sha256')
    .update(JSON.stringify([recipe, sound.language, sound.text, sound.recorded ?? null]))
    .digest('hex')
    .slice(0, 16);
}

/** Name of the folder that holds exactly these sounds. */
export function promptFolderName(sounds: readonly PromptSound[]): string {
  const all = sounds.map((sound) => `${sound.language}/${sound.name} ${soundHash(sound)}`).sort();
  all.push(`silences ${silences.join(' ')}`);
  return `prompts-${createHash('sha256').update(all.join('\n')).digest('hex').slice(0, 12)}`;
}

export function readPromptSounds(project: string): PromptSound[] {
  const read = (name: string) => readFileSync(join(project, 'sounds', name), 'utf8');
  return promptSounds(read('prompts.csv'), read('recorded.csv'));
}

/** Makes one WAV from text, or from a recording of the switch's own where there is one. */
async function makeSound(sound: PromptSound, target: string, soundsOfSwitch: string, logFile: string) {
  mkdirSync(dirname(target), { recursive: true });
  const raw = `${target}.raw-${process.pid}.wav`;
  const made = `${target}.new-${process.pid}.wav`;
  const recorded = sound.recorded === undefined ? undefined : join(soundsOfSwitch, `${sound.recorded}.wav`);
  const fail = (what: string): never => {
    throw new SetupFault(
      `Making the prompt "${sound.name}" (${sound.language}) failed in ${what}: see ${logFile}.`,
    );
  };
  try {
    if (recorded !== undefined && existsSync(recorded)) copyFileSync(recorded, raw);
    else {
      const speech = await run(
        'espeak-ng',
        [
          '-v',
          recipe.voice[sound.language],
          '-s',
          String(recipe.wordsPerMinute[sound.language]),
          '-w',
          raw,
          '--stdin',
        ],
        { logFile, input: sound.text },
      );
      if (speech.code !== 0) fail('espeak-ng');
    }
    const shaped = await run('sox', [raw, '-r', '8000', '-c', '1', '-b', '16', made, ...recipe.effects], {
      logFile,
    });
    if (shaped.code !== 0) fail('sox');
    renameSync(made, target);
  } finally {
    rmSync(raw, { force: true });
    rmSync(made, { force: true });
  }
}

async function makeSilence(folder: string, seconds: number, logFolder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const target = join(folder, `${seconds}.wav`);
  const { code } = await run(
    'sox',
    ['-n', '-r', '8000', '-c', '1', '-b', '16', target, 'trim', '0', String(seconds)],
    { logFile: join(logFolder, 'prompts.log') },
  );
  if (code !== 0)
    throw new SetupFault(`Making a silence failed in sox: see ${join(logFolder, 'prompts.log')}.`);
}

/**
 * Puts all prompts below `folder` as `<language>/<name>.wav`; nothing is done when the folder is there.
 * @param options.folder ends in `promptFolderName`
 * @param options.soundsOfSwitch where the switch's own recorded sounds lie, as this process sees it; a recording that
 *   is missing there is spoken instead
 */
export async function providePrompts(options: {
  readonly sounds: readonly PromptSound[];
  readonly folder: string;
  readonly soundsOfSwitch: string;
  readonly logFolder: string;
}): Promise<void> {
  const { sounds, folder, soundsOfSwitch, logFolder } = options;
  if (existsSync(folder)) return;
  await provideSystemPackages(needs.prompts, join(logFolder, 'apt.log'));
  const cache = join(ownCacheFolder(), 'voice');
  await step(`Speaking ${sounds.length} prompts`, async () => {
    const building = `${folder}.making-${process.pid}`;
    try {
      for (const sound of sounds) {
        const kept = join(cache, `${soundHash(sound)}.wav`);
        if (!existsSync(kept)) await makeSound(sound, kept, soundsOfSwitch, join(logFolder, 'prompts.log'));
        const place = join(building, sound.language, `${sound.name}.wav`);
        mkdirSync(dirname(place), { recursive: true });
        copyFileSync(kept, place);
      }
      for (const language of promptLanguages)
        for (const seconds of silences)
          await makeSilence(join(building, language, 'silence'), seconds, logFolder);
      if (!existsSync(folder)) renameSync(building, folder);
    } finally {
      rmSync(building, { recursive: true, force: true });
    }
  });
}
