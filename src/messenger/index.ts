export { mountMessenger } from './mount.js';
export { MessengerService } from './service.js';
export { messengerMigrations } from './store.js';
