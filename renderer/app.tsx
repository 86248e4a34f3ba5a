import { lazy, Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { catchFiles } from './catch-files.ts';
import { listenForShortcuts } from './commands.ts';
import { ConnectionNote, RefusedPage, WaitingPage } from './components/connection.tsx';
import { CrashDialog } from './components/crash-dialog.tsx';
import { announceDownloads } from './components/downloads/download-toasts.ts';
import { DownloadsDrawer } from './components/downloads/downloads-drawer.tsx';
import { FailureBoundary } from './components/failure-boundary.tsx';
import { PickDialog } from './components/host-folder.tsx';
import { ListCover } from './components/list-cover.tsx';
import { Notices } from './components/notices.tsx';
import { Palette } from './components/palette/palette.tsx';
import { Rail } from './components/rail.tsx';
import { ShortcutsDialog } from './components/shortcuts/shortcuts-dialog.tsx';
import { Toaster } from './components/toaster.tsx';
import { followAddress } from './follow-address.ts';
import { ChatScreen } from './screens/chat/chat-screen.tsx';
import { keyboardHere } from './shortcuts.ts';
import { useSettings } from './stores/settings.ts';
import { useSystem } from './stores/system.ts';
import { followWidth, type ScreenName, useUi } from './stores/ui.ts';
import { Button } from './ui/button.tsx';
import { EmptyState } from './ui/empty-state.tsx';
import { TooltipProvider } from './ui/tooltip.tsx';
import { usePageTitle } from './use-page-title.ts';

const DiscoverScreen = lazy(async () => ({ default: (await import('./screens/discover/discover-screen.tsx')).DiscoverScreen }));
const ModelsScreen = lazy(async () => ({ default: (await import('./screens/models/models-screen.tsx')).ModelsScreen }));
const ServerScreen = lazy(async () => ({ default: (await import('./screens/server/server-screen.tsx')).ServerScreen }));
const SettingsScreen = lazy(async () => ({ default: (await import('./screens/settings/settings-screen.tsx')).SettingsScreen }));
const FirstStart = lazy(async () => ({ default: (await import('./screens/first-start/first-start.tsx')).FirstStart }));

const screens: Record<ScreenName, React.ComponentType> = {
  chat: ChatScreen,
  discover: DiscoverScreen,
  models: ModelsScreen,
  server: ServerScreen,
  settings: SettingsScreen,
};

/** In place of a screen that could not be drawn. */
function FailedScreen() {
  const { t } = useTranslation();
  return (
    <div className="sheet">
      <main className="main grid place-items-center">
        <h1 className="sr">{t('app.name')}</h1>
        <EmptyState
          title={t('app.failed.title')}
          text={t('app.failed.text')}
          action={<Button onClick={() => location.reload()}>{t('app.failed.reload')}</Button>}
        />
      </main>
    </div>
  );
}

function Shell() {
  const screen = useUi((state) => state.screen);
  const Screen = screens[screen];
  usePageTitle();
  return (
    <div className="app">
      <Rail />
      <ListCover />
      <FailureBoundary tryKey={screen} fallback={<FailedScreen />}>
        <Suspense fallback={<div className="sheet" aria-busy="true" />}>
          <Screen />
        </Suspense>
      </FailureBoundary>
      <DownloadsDrawer />
    </div>
  );
}

function Page() {
  const settings = useSettings((state) => state.settings);
  const firstStart = useUi((state) => state.firstStart);
  const isRefused = useSystem((state) => state.connection === 'refused');
  if (isRefused) return <RefusedPage />;
  if (!settings) return <WaitingPage />;
  const isFirst = firstStart === 'open' || (firstStart === 'by-itself' && !settings.hasFinishedFirstStart);
  if (!isFirst) return <Shell />;
  return (
    <Suspense fallback={null}>
      <FirstStart settings={settings} />
    </Suspense>
  );
}

/** Everything on the page, and what may lie over it. */
export function App() {
  useEffect(() => {
    const controller = new AbortController();
    listenForShortcuts(keyboardHere(), controller.signal);
    followWidth(controller.signal);
    catchFiles(controller.signal);
    announceDownloads(controller.signal);
    followAddress(controller.signal);
    return () => controller.abort();
  }, []);
  return (
    <TooltipProvider>
      <Page />
      <div className="app-notes">
        <ConnectionNote />
        <Notices />
      </div>
      <Palette />
      <ShortcutsDialog />
      <PickDialog />
      <CrashDialog />
      <Toaster />
    </TooltipProvider>
  );
}
