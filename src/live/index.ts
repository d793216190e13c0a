export { createAudience } from './audience.js';
export { createDayOf } from './day.js';
export { LiveService } from './service.js';
export type { LiveDependencies, LiveScreens } from './service.js';
export { directoryOf } from './directory.js';
export type { Directory } from './views.js';
export { liveRoutes } from './routes.js';
export { linkStates, watchFigures } from './figures.js';
