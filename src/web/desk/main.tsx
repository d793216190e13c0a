import { startPage } from '../theme/AppFrame.js';
import { DeskPage } from './DeskPage.js';
import './desk.css';

startPage(<DeskPage />);
