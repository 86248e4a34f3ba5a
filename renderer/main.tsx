import './ui/style.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { showLanguage, startI18n } from './i18n.ts';
import { useSettings } from './stores/settings.ts';
import { showLook, startTheme } from './theme.ts';
import { styleNonce } from './ui/nonce.ts';

declare global {
  interface Window {
    /** Radix's scroll lock writes a style element and reads its nonce here. */
    __webpack_nonce__?: string | undefined;
  }
}

window.__webpack_nonce__ = styleNonce();
startTheme();
await startI18n();

/** The host's first word, or its silence for longer than a blink. */
function firstSettings(): Promise<void> {
  return new Promise((resolve) => {
    if (useSettings.getState().settings) resolve();
    useSettings.subscribe(() => resolve());
    setTimeout(resolve, 1500);
  });
}

/** Look and language follow the settings; the page is first drawn in the right ones. */
async function followSettings(): Promise<void> {
  const { settings } = useSettings.getState();
  if (!settings) return;
  showLook(settings);
  await showLanguage(settings.language);
}
await firstSettings();
await followSettings();
useSettings.subscribe(() => void followSettings());
window.addEventListener('languagechange', () => void followSettings());

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
