export { Switchboard, type SwitchboardSettings, type Tie } from './switchboard.js';
