import { useTranslation } from 'react-i18next';
import type { AppErrorCode } from '../../../shared/errors.ts';
import { describeError } from '../../errors.ts';
import { startServer, useServer } from '../../stores/server.ts';
import { updateSettings } from '../../stores/settings.ts';
import { showSettings } from '../../stores/ui.ts';
import { Button } from '../../ui/button.tsx';
import { Note } from '../../ui/note.tsx';

/** Starts on another port, which is then the one of the settings. */
async function startAt(serverPort: number): Promise<void> {
  await updateSettings({ serverPort });
  await startServer();
}

/** Why the server did not start, and the ways out of it. */
export function StartFailure() {
  const { t } = useTranslation();
  const state = useServer((server) => server.state);
  if (state.type !== 'failed') return null;
  const { code, data } = state.error;
  const { happened, next } = describeError(t, state.error);
  const freePort = code === ('server.port-taken' satisfies AppErrorCode) && typeof data?.freePort === 'number' ? data.freePort : undefined;
  return (
    <Note
      tone="bad"
      title={happened}
      actions={
        <>
          {freePort !== undefined && (
            <Button size="sm" variant="primary" onClick={() => void startAt(freePort)}>
              {t('server.useFreePort', { port: String(freePort) })}
            </Button>
          )}
          <Button size="sm" onClick={() => void startServer()}>
            {t('server.tryAgain')}
          </Button>
          {freePort === undefined && (
            <Button size="sm" onClick={() => showSettings('server')}>
              {t('server.changePort')}
            </Button>
          )}
        </>
      }
    >
      {next}
    </Note>
  );
}
