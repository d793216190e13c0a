/** The configuration of one Asterisk from the templates in config/asterisk and dialplans/asterisk: the one place. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderTrunks, type Trunk } from './trunks.js';

/** What the templates may name in double braces. Directories are as the switch sees them. */
export interface TemplateValues {
  readonly configDirectory: string;
  readonly moduleDirectory: string;
  readonly stateDirectory: string;
  readonly dataDirectory: string;
  readonly spool: string;
  readonly runDirectory: string;
  readonly logDirectory: string;
  readonly promptRoot: string;
  readonly musicRoot: string;
  readonly httpHost: string;
  readonly ariPort: number;
  readonly amiPort: number;
  readonly sipHost: string;
  readonly sipPort: number;
  readonly rtpFirst: number;
  readonly rtpLast: number;
  readonly user: string;
  readonly password: string;
  readonly application: string;
  /** Different for every switch of a centre. */
  readonly systemName: string;
}

/**
 * @param file name for the message
 * @throws Error when a name in braces is unknown, or a value could start a line or section of its own
 */
export function renderTemplate(file: string, text: string, values: TemplateValues): string {
  const known = new Map<string, string | number>(Object.entries(values));
  return text.replace(/\{\{([^}]*)\}\}/g, (_all, name: string) => {
    const value = known.get(name.trim());
    if (value === undefined) throw new Error(`${file}: {{${name}}} is not a name that set-up knows`);
    if (/[\r\n;[\]]/.test(String(value)))
      throw new Error(`${file}: the value of {{${name}}} has a character that Asterisk's files cannot carry`);
    return String(value);
  });
}

/** All files of one instance, by name. */
export function renderConfiguration(
  project: string,
  values: TemplateValues,
  trunks: readonly Trunk[],
): Map<string, string> {
  const files = new Map([['pjsip_trunks.conf', renderTrunks(trunks)]]);
  for (const folder of [join(project, 'config', 'asterisk'), join(project, 'dialplans', 'asterisk')])
    for (const name of readdirSync(folder)
      .filter((n) => n.endsWith('.conf'))
      .sort()) {
      const file = join(folder, name);
      files.set(name, renderTemplate(file, readFileSync(file, 'utf8'), values));
    }
  return files;
}
