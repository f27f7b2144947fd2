import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { connect } from './state/connect.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no root element.');

connect();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
