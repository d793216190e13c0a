import { levelOf, type Requirement } from './strategies/skill-filter.js';

/** A requirement by the numbers of the table's skills; what relaxed to 0 is not in it. */
export interface CompiledNeeds {
  readonly skills: readonly number[];
  readonly levels: readonly number[];
}

/** Everybody qualifies. */
export const NO_NEEDS: CompiledNeeds = { skills: [], levels: [] };

/**
 * The skills of all agents side by side, by number of the agent and of the skill: the one thing that is looked at for
 * every ready agent, and of many thousand agents too much to look for in as many objects. Levels are whole numbers,
 * 0-100.
 */
export class SkillTable {
  private readonly numbers = new Map<string, number>();
  /** What queues need by themselves: many groups share few of these, and they stay at hand. */
  private readonly shared = new Map<Requirement, CompiledNeeds>();
  private levels: Uint8Array;
  /** Room for so many skills of each agent. */
  private room = 8;

  constructor(private readonly agents: number) {
    this.levels = new Uint8Array(agents * this.room);
  }

  /** Replaces all an agent can do. */
  set(agent: number, skills: Readonly<Record<string, number>>): void {
    for (const skill in skills) this.numberOf(skill);
    const row = agent * this.room;
    this.levels.fill(0, row, row + this.room);
    for (const skill in skills) this.levels[row + this.numberOf(skill)] = levelOf(skills, skill);
  }

  compile(needs: Requirement): CompiledNeeds {
    if (needs.skills.length === 0) return NO_NEEDS;
    return this.shared.get(needs) ?? this.compiled(needs);
  }

  /** Groups that need this from now on look at the same numbers. */
  share(needs: Requirement): void {
    this.shared.set(needs, this.compiled(needs));
  }

  private compiled(needs: Requirement): CompiledNeeds {
    const asked = needs.skills.map((skill, i) => ({ skill: this.numberOf(skill), level: needs.levels[i]! }));
    const real = asked.filter(({ level }) => level > 0);
    return { skills: real.map(({ skill }) => skill), levels: real.map(({ level }) => level) };
  }

  /** The filter: whether an agent has every required level. */
  qualifies(agent: number, { skills, levels }: CompiledNeeds): boolean {
    const row = agent * this.room;
    for (let i = 0; i < skills.length; i++) if (this.levels[row + skills[i]!]! < levels[i]!) return false;
    return true;
  }

  private numberOf(skill: string): number {
    const known = this.numbers.get(skill);
    if (known !== undefined) return known;
    const number = this.numbers.size;
    this.numbers.set(skill, number);
    if (number >= this.room) this.widen();
    return number;
  }

  private widen(): void {
    const { levels, room } = this;
    this.room = room * 2;
    this.levels = new Uint8Array(this.agents * this.room);
    for (let agent = 0; agent < this.agents; agent++)
      this.levels.set(levels.subarray(agent * room, (agent + 1) * room), agent * this.room);
  }
}
