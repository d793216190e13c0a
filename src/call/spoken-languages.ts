/** In which language the phones of the centre are spoken to, by configuration. */
import type { Centre } from '../config.js';
import type { Language } from '../kernel/localized.js';

export interface SpokenLanguages {
  /** That of the agent's user. */
  readonly ofAgent: (agent: string) => Language;
  /** That of the extension, or else the centre's. */
  readonly ofExtension: (extension: string) => Language;
}

/** Whoever is not in the configuration is spoken to in the centre's language. */
export function spokenLanguages(
  centre: Pick<Centre, 'language' | 'agents' | 'users' | 'extensions'>,
): SpokenLanguages {
  const users = new Map(centre.users.map(({ id, language }) => [id, language]));
  const agents = new Map(centre.agents.map(({ id, user }) => [id, users.get(user)]));
  const extensions = new Map(centre.extensions.map(({ id, language }) => [id, language]));
  return {
    ofAgent: (agent) => agents.get(agent) ?? centre.language,
    ofExtension: (extension) => extensions.get(extension) ?? centre.language,
  };
}
