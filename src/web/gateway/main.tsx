import { startPage } from '../theme/AppFrame.js';
import { GatewayPage } from './GatewayPage.js';
import './gateway.css';

startPage(<GatewayPage />);
