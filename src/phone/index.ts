export { PhoneBook } from './book.js';
export { phoneSchema } from './settings.js';
export { PhoneService, browserAccount } from './service.js';
export type { PhoneDependencies, TablePhone } from './service.js';
export { phoneRoutes } from './routes.js';
