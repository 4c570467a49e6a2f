import './style/tokens.css';
import './style/base.css';
import './style/shell.css';
import './style/parts.css';
import './style/table.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { setNonce } from 'get-nonce';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.js';
import { applyTheme } from './app/theme.js';
import { live } from './data/live.js';
import { queryClient } from './data/queries.js';
import { takeLoginCode } from './data/session.js';

const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content;
if (nonce !== undefined) setNonce(nonce);
applyTheme();

const loginCode = takeLoginCode();
if (loginCode === null) void live.lookAhead();

const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <App loginCode={loginCode} />
      </QueryClientProvider>
    </StrictMode>,
  );
}
