/** What is done with a message from a customer's phone: stop words first, then the rules in order. Pure. */
import { plainText } from '../screening/words.js';

export interface KeywordRule {
  readonly id: string;
  readonly words: readonly string[];
  readonly match: 'exact' | 'prefix';
  /** The number that it came to; absent: any. */
  readonly to?: string;
  readonly then: KeywordAction;
}
export type KeywordAction =
  | { readonly do: 'reply'; readonly text: string }
  /** Posted there until it is taken. */
  | { readonly do: 'forward'; readonly url: string }
  | { readonly do: 'stop' }
  | { readonly do: 'resume' }
  /** For people to read. */
  | { readonly do: 'hand'; readonly to: 'chat' | 'mailbox'; readonly mailbox: string };

export interface InboundRules {
  readonly stopWords: readonly string[];
  readonly resumeWords: readonly string[];
  readonly keywords: readonly KeywordRule[];
}

export interface Verdict {
  /** `stop-word`, `resume-word`, the id of a rule, or '' when none fits: such a message goes to the mailbox. */
  readonly rule: string;
  readonly then: KeywordAction;
}

const MAILBOX: KeywordAction = { do: 'hand', to: 'mailbox', mailbox: 'inbox' };

/** Case, width, spaces and punctuation of the sender do not matter. */
export function verdictOn(rules: InboundRules, to: string, text: string): Verdict {
  const said = plainText(text);
  const among = (words: readonly string[]): boolean => words.some((word) => plainText(word) === said);
  // Whoever wants nothing more is heard before any rule.
  if (said !== '' && among(rules.stopWords)) return { rule: 'stop-word', then: { do: 'stop' } };
  if (said !== '' && among(rules.resumeWords)) return { rule: 'resume-word', then: { do: 'resume' } };
  const rule = rules.keywords.find(
    (one) =>
      (one.to === undefined || one.to === to) &&
      (one.match === 'exact'
        ? among(one.words)
        : one.words.some((word) => plainText(word) !== '' && said.startsWith(plainText(word)))),
  );
  return rule ? { rule: rule.id, then: rule.then } : { rule: '', then: MAILBOX };
}
