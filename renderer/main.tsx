import './setup';
import './styles/tokens.css';
import './styles/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { startStore } from './store';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no #root to draw into.');
startStore();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
