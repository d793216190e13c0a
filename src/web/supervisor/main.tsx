import { startPage } from '../theme/AppFrame.js';
import { SupervisorPage } from './SupervisorPage.js';
import './supervisor.css';

startPage(<SupervisorPage />);
