export { startGateway, type Gateway, type GatewayGround, type GatewaySettings } from './gateway.js';
export { startConfiguredGateway } from './ground.js';
export { gatewaySettings, smsFault, smsSchema, type SmsConfig } from './settings-schema.js';
