import { startPage } from '../theme/AppFrame.js';
import { CallerPage } from './CallerPage.js';
import './caller.css';

startPage(<CallerPage />);
