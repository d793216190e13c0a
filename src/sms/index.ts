export { startGateway, type Gateway, type GatewayGround, type GatewaySettings } from './gateway.js';
export { gatewayGround } from './ground.js';
export { gatewaySettings, smsFault, smsSchema, type SmsConfig } from './settings-schema.js';
