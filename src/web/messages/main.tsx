import { startPage } from '../theme/AppFrame.js';
import { MessagesPage } from './MessagesPage.js';
import './messages.css';

startPage(<MessagesPage />);
