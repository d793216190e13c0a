export {
  createSimulatedSwitch,
  SimulatedWorld,
  type SimulatedSwitchSettings,
  type InboundCall,
} from './world.js';
export { SimulatedCaller, SimulatedLine, SimulatedPhone, type RingBehaviour } from './far-ends.js';
export { Faults, type CommandName } from './faults.js';
export { SimulatedSwitch } from './simulated-switch.js';
export { seededRandom, type Random, type Range } from './random.js';
export type { PromptLength } from './announcer.js';
export type { Sound } from './sound.js';
export { demonstrate, type DemonstrationSettings } from './demonstration.js';
