import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HubState } from '../../../shared/hub.ts';
import type { Settings } from '../../../shared/settings.ts';
import { retryAfterToken } from '../../components/downloads/actions.ts';
import { OutsideLink } from '../../components/markdown/link.tsx';
import { attempt, describeError, explain } from '../../errors.ts';
import { host } from '../../rpc.ts';
import { toast } from '../../stores/toasts.ts';
import { Button } from '../../ui/button.tsx';
import { Input } from '../../ui/input.tsx';
import { useIsFound } from './setting.tsx';

const tokenStart = 'hf_';
const tokenPage = 'https://huggingface.co/settings/tokens';

/** hf_••••••••3kQ from the letters that the host tells; of a short one it tells none. */
const masked = (hint = ''): string => (hint.length < 6 ? '••••••••••••' : `${hint.slice(0, 3)}••••••••${hint.slice(-3)}`);

function KeptWhere({ token, settings }: { token: HubState['token']; settings: Settings }) {
  const { t } = useTranslation();
  const others = settings.tokenOrigins.filter((origin) => URL.canParse(origin)).map((origin) => new URL(origin).host);
  const hosts = ['Hugging Face', ...others].join(t('app.listGap'));
  if (token.keptIn === 'keychain') return t('settings.network.inKeychain', { hosts });
  return (
    <>
      {t('settings.network.inFile', { hosts })}
      {token.path && <span className="mono block select-text break-all">{token.path}</span>}
    </>
  );
}

/** Types a token, has the host ask whose it is, and keeps it. */
function useSaveToken() {
  const { t } = useTranslation();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const [owner, setOwner] = useState<string>();
  const save = async (token: string): Promise<boolean> => {
    setBusy(true);
    setError(undefined);
    try {
      const { name } = await (await host()).hub.setToken({ token });
      setOwner(name);
      retryAfterToken();
      return true;
    } catch (thrown) {
      const { happened, next } = describeError(t, await explain(thrown));
      setError([happened, next].join(t('app.sentenceGap')));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { isBusy, error, owner, save, clearError: () => setError(undefined) };
}

function TokenForm({
  isBusy,
  error,
  onSave,
  onChange,
}: {
  isBusy: boolean;
  error: boolean;
  onSave: (token: string) => void;
  onChange: () => void;
}) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (draft.trim() !== '') onSave(draft.trim());
  };
  return (
    <form className="row flex-none" onSubmit={submit}>
      <Input
        className="w-[170px]"
        isMono
        type="password"
        aria-label={t('settings.network.token')}
        aria-invalid={error || undefined}
        placeholder={tokenStart}
        value={draft}
        onChange={(event) => {
          setDraft(event.target.value);
          onChange();
        }}
      />
      <Button type="submit" isBusy={isBusy} disabledReason={draft.trim() === '' ? t('settings.network.pasteFirst') : undefined}>
        {t('settings.network.save')}
      </Button>
    </form>
  );
}

/** The access token: whose it is, where it is kept, and the ways to set and remove it. */
export function TokenSetting({ hub, settings }: { hub: HubState; settings: Settings }) {
  const { t } = useTranslation();
  const { isBusy, error, owner, save, clearError } = useSaveToken();
  const label = t('settings.network.token');
  const isFound = useIsFound(label, t('settings.network.tokenFor'), 'Hugging Face HF_TOKEN');
  if (!isFound) return null;
  const { token } = hub;
  const remove = async () => {
    const isDone = await attempt(host().then((client) => client.hub.removeToken().then(() => true)));
    if (isDone) toast({ icon: 'shield', text: t('settings.network.tokenRemoved') });
  };
  return (
    <div className="set">
      <div className="grow">
        <p>{label}</p>
        {error ? (
          <p className="hint c-danger" role="alert">
            {error}
          </p>
        ) : (
          <p className="hint">
            {token.from === 'kept' && owner && (
              <span className="c-ok" role="status">
                {t('settings.network.tokenOf', { name: owner })}
                {t('app.sentenceGap')}
              </span>
            )}
            {token.from === 'environment' ? (
              t('settings.network.tokenFromEnvironment', { name: 'HF_TOKEN' })
            ) : (
              <>
                {t('settings.network.tokenFor')}
                {t('app.sentenceGap')}
                <KeptWhere token={token} settings={settings} />
              </>
            )}{' '}
            {token.from === 'none' && <OutsideLink url={tokenPage}>{t('settings.network.makeToken')}</OutsideLink>}
          </p>
        )}
      </div>
      {token.from === 'none' ? (
        <TokenForm isBusy={isBusy} error={error !== undefined} onSave={(text) => void save(text)} onChange={clearError} />
      ) : (
        <span className="row flex-none">
          <span className="input mono w-[170px]">{masked(token.hint)}</span>
          {token.from === 'kept' && <Button onClick={() => void remove()}>{t('settings.network.removeToken')}</Button>}
        </span>
      )}
    </div>
  );
}
