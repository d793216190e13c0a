import { App, ConfigProvider } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn';
import { StrictMode, useEffect, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { startLanguage, useLanguage } from '../language/language.js';
import './frame.css';
import './cards.css';
import { theme } from './theme.js';

/** Colours, language of the component library, messages: around every page. */
function AppFrame(props: { children: ReactNode }) {
  const language = useLanguage();
  useEffect(() => {
    dayjs.locale(language === 'zh' ? 'zh-cn' : 'en');
  }, [language]);
  return (
    <ConfigProvider
      theme={theme}
      locale={language === 'zh' ? zhCN : enUS}
      button={{ autoInsertSpace: false }}
      componentSize="middle"
    >
      <App className="frame">{props.children}</App>
    </ConfigProvider>
  );
}

/** Draws a page into the document. */
export function startPage(page: ReactNode): void {
  startLanguage();
  createRoot(document.getElementById('root')!).render(
    <StrictMode>
      <AppFrame>{page}</AppFrame>
    </StrictMode>,
  );
}
