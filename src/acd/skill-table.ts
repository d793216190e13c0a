import { levelOf, NO_REQUIREMENT, type Requirement } from './strategies/skill-filter.js';

/** A requirement that knows the numbers of its skills in the table. */
export interface CompiledNeeds extends Requirement {
  /** In the order of `skills`. */
  readonly numbers: readonly number[];
  /** By the agent's level in a skill: what to say of one who has too little of it. Filled when it is first said. */
  readonly lacks: readonly (string | undefined)[][];
}

/**
 * The skills of all agents side by side, by number of the agent and of the skill: the one thing that is looked at for
 * every ready agent, and of many thousand agents too much to look for in as many objects. Levels are whole numbers,
 * 0-100. What is asked here has its plain meaning in `strategies/skill-filter.ts`.
 */
export class SkillTable {
  /** Everybody qualifies: one object, so that it is known by sight. */
  readonly nothing: CompiledNeeds = { ...NO_REQUIREMENT, numbers: [], lacks: [] };
  private readonly numbers = new Map<string, number>();
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
    if (needs === NO_REQUIREMENT) return this.nothing;
    return {
      ...needs,
      numbers: needs.skills.map((skill) => this.numberOf(skill)),
      lacks: needs.skills.map(() => []),
    };
  }

  /** The filter: whether an agent has every required level. */
  qualifies(agent: number, { numbers, levels }: CompiledNeeds): boolean {
    const row = agent * this.room;
    for (let i = 0; i < numbers.length; i++) if (this.levels[row + numbers[i]!]! < levels[i]!) return false;
    return true;
  }

  /** As `surplus` of the filter. */
  surplus(agent: number, { numbers, levels, weights }: CompiledNeeds): number {
    const row = agent * this.room;
    let sum = 0;
    for (let i = 0; i < numbers.length; i++)
      sum += weights[i]! * (this.levels[row + numbers[i]!]! - levels[i]!);
    return sum;
  }

  /** As `firstLack` of the filter. */
  firstLack(agent: number, { numbers, levels, skills, lacks }: CompiledNeeds): string | undefined {
    const row = agent * this.room;
    for (let i = 0; i < numbers.length; i++) {
      const level = this.levels[row + numbers[i]!]!;
      if (level < levels[i]!) return (lacks[i]![level] ??= `${skills[i]} ${level} < ${levels[i]}`);
    }
    return undefined;
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
