import { StrictMode } from 'react';
import { I18nProvider } from 'react-aria-components';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { language, locale } from './language.ts';
import { connect } from './state/connect.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no root element.');

document.documentElement.lang = language;
connect();
createRoot(root).render(
  <StrictMode>
    <I18nProvider locale={locale}>
      <App />
    </I18nProvider>
  </StrictMode>,
);
