/** Tags as channel variables: written on a channel, read back from it. Pure. */
import type { LegTags } from '../port.js';

/** Says whose the channel is: the dialplan writes it on channels that come in, `ring` on those that are made. */
export const APP_VARIABLE = 'ringmaster_app';
/** Written when a channel that came in has been taken: it is known, and is not to be told as an arrival again. */
export const TAKEN_VARIABLE = 'ringmaster_taken';
/** Written on channels that were made by `ring`. */
export const RUNG_VARIABLE = 'ringmaster_rung';

const VARIABLE_OF: Readonly<Record<keyof LegTags, string>> = {
  call: 'ringmaster_call',
  role: 'ringmaster_role',
  agent: 'ringmaster_agent',
  offer: 'ringmaster_offer',
  queue: 'ringmaster_queue',
  since: 'ringmaster_since',
};

/** What every leg of ours has: digits that do not end a prompt, and a recording that is whole and in two channels. */
export const LEG_VARIABLES: Readonly<Record<string, string>> = {
  playback_terminators: 'none',
  RECORD_STEREO: 'true',
  RECORD_PRE_BUFFER_FRAMES: '0',
  RECORD_HANGUP_ON_ERROR: 'false',
  record_sample_rate: '8000',
  // A quarter of a second: what a switch that is killed has not written yet.
  enable_file_write_buffering: '8192',
  eavesdrop_enable_dtmf: 'false',
};

/** Tags as channel variables; those not named are left out. */
export function variablesOf(tags: LegTags): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const [tag, variable] of Object.entries(VARIABLE_OF) as [keyof LegTags, string][]) {
    const value = tags[tag];
    if (value !== undefined) variables[variable] = written(value);
  }
  return variables;
}

/** @param fields of an event or a dump: variables stand there as `variable_<name>` */
export function tagsIn(fields: Readonly<Record<string, unknown>>): LegTags {
  const tags: Record<string, string> = {};
  for (const [tag, variable] of Object.entries(VARIABLE_OF)) {
    const value = fields[`variable_${variable}`];
    if (typeof value === 'string' && value !== '') tags[tag] = read(value);
  }
  return tags;
}

/** Variables for `uuid_setvar_multi` and, in its own delimiter, for `originate`: no value can end its place. */
export const inOneLine = (variables: Readonly<Record<string, string>>, delimiter: string): string =>
  Object.entries(variables)
    .map(([name, value]) => `${name}=${value}`)
    .join(delimiter);

/** Letters that mean something to the switch's parsers go as `~` and two hexadecimal digits. */
const written = (value: string): string =>
  [...Buffer.from(value)]
    .map((octet) => {
      const letter = String.fromCharCode(octet);
      return /[\w.:@+-]/.test(letter) ? letter : `~${octet.toString(16).padStart(2, '0')}`;
    })
    .join('');

const read = (value: string): string =>
  value.replace(/(?:~[0-9a-f]{2})+/g, (run) => Buffer.from(run.replace(/~/g, ''), 'hex').toString());
