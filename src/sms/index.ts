export { startGateway, type Gateway, type GatewayGround, type GatewaySettings } from './gateway.js';
export { startConfiguredGateway, type WatchedGateway } from './ground.js';
export {
  gatewaySettings,
  smsFault,
  smsSchema,
  type PeopleConfig,
  type SmsConfig,
} from './settings-schema.js';
export type { ClientTerms, Submission } from './admission.js';
export { demoSms } from './demo.js';
export { refusalError, type Refusal } from './errors.js';
export { publicId, readPublicId } from './message-id.js';
export type { MessageFilter } from './queue/commands.js';
export type { MessageRow } from './queue/tables.js';
export { bare } from './routing/routes.js';
export type { SmsService } from './service.js';
export { DATA_CODING, bestCoding, decodeText, encodeText, type Coding } from './text/coding.js';
export { countParts, roomLeft } from './text/parts.js';
