export { inboundOf } from './inbound.js';
export { startGateway, type Gateway, type GatewayGround, type GatewaySettings } from './gateway.js';
export { gatewaySettings, smsFault, smsSchema, type SmsConfig } from './settings-schema.js';
