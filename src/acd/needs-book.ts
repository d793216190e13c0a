import type { QueueRequest } from '../call/types.js';
import type { CompiledNeeds, SkillTable } from './skill-table.js';
import { ALL_LEVELS } from './strategies/levels.js';
import { requirementOf } from './strategies/skill-filter.js';
import type { QueueSettings } from './types.js';

/** Callers with needs of their own ask for few different things; whatever they ask for, no more than so many are kept. */
const MAX_WISHES = 256;

/** What is needed when the levels have fallen by `lowerBy` and agents up to `openLevel` may be tried. */
interface Page {
  readonly lowerBy: number;
  readonly openLevel: number;
  /** Of callers who bring no needs of their own. */
  readonly own: CompiledNeeds;
  readonly byWishes: Map<string, CompiledNeeds>;
}

/**
 * What callers need of queues that all ask for the same, each need worked out once: many queues have few different
 * needs, and what all changes look at stays at hand. The same question gets the same object.
 */
export class NeedsBook {
  private readonly pages: Page[] = [];
  private readonly first: Page;

  constructor(
    readonly table: SkillTable,
    private readonly queue: Pick<QueueSettings, 'skills' | 'skillWeights'>,
  ) {
    this.first = this.pageFor(0, ALL_LEVELS);
  }

  needsOf(callerSkills: QueueRequest['skills'], lowerBy: number, openLevel: number): CompiledNeeds {
    const unchanged = lowerBy === 0 && openLevel === ALL_LEVELS;
    const page = unchanged ? this.first : this.pageFor(lowerBy, openLevel);
    let wishes = '';
    for (const skill in callerSkills) wishes += `${skill}:${callerSkills[skill]},`;
    if (wishes === '') return page.own;
    let needs = page.byWishes.get(wishes);
    if (!needs) {
      if (page.byWishes.size >= MAX_WISHES) page.byWishes.clear();
      needs = this.table.compile(requirementOf(this.queue, callerSkills, lowerBy, openLevel));
      page.byWishes.set(wishes, needs);
    }
    return needs;
  }

  private pageFor(lowerBy: number, openLevel: number): Page {
    let page = this.pages.find((one) => one.lowerBy === lowerBy && one.openLevel === openLevel);
    if (!page) {
      const own = this.table.compile(requirementOf(this.queue, {}, lowerBy, openLevel));
      page = { lowerBy, openLevel, own, byWishes: new Map() };
      this.pages.push(page);
    }
    return page;
  }
}

/** The books of a centre: one for all queues that ask for the same skills with the same weights. */
export class NeedsBooks {
  private readonly books = new Map<string, NeedsBook>();

  constructor(private readonly table: SkillTable) {}

  of({ skills, skillWeights }: Pick<QueueSettings, 'skills' | 'skillWeights'>): NeedsBook {
    const key = JSON.stringify([skills, skillWeights].map((levels) => Object.entries(levels).sort()));
    let book = this.books.get(key);
    if (!book) this.books.set(key, (book = new NeedsBook(this.table, { skills, skillWeights })));
    return book;
  }
}
