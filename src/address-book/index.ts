export { mountAddressBooks } from './mount.js';
export { AddressBookService } from './service.js';
export { AddressBookStore, addressBookMigrations } from './store.js';
