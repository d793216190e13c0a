export { addressBookRoutes } from './routes.js';
export { AddressBookService } from './service.js';
export { AddressBookStore, addressBookMigrations } from './store.js';
