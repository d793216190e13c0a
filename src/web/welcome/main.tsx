import { startPage } from '../theme/AppFrame.js';
import { Welcome } from './Welcome.js';

startPage(<Welcome />);
