import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { parseOrigin } from '../../../shared/origin-text.ts';
import { updateSettings } from '../../stores/settings.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Input } from '../../ui/input.tsx';
import { useIsFound } from './setting.tsx';

const example = 'https://chat.example';

/** Web pages that may use the server. None may, until somebody allows it: a page in the browser could else use this computer's models. */
export function OriginsSetting({ origins }: { origins: readonly string[] }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState('');
  const [isWrong, setWrong] = useState(false);
  const label = t('settings.server.origins');
  const isFound = useIsFound(label, 'CORS', t('settings.server.originsHint'));
  if (!isFound) return null;
  const add = (event: FormEvent) => {
    event.preventDefault();
    const origin = parseOrigin(draft);
    setWrong(origin === undefined);
    if (origin === undefined) return;
    setDraft('');
    if (!origins.includes(origin)) void updateSettings({ serverOrigins: [...origins, origin] });
  };
  const remove = (origin: string) => void updateSettings({ serverOrigins: origins.filter((other) => other !== origin) });
  return (
    <div className="set flex-wrap gap-y-2!">
      <div className="grow">
        <p>{label}</p>
        <p className="hint">{t('settings.server.originsHint')}</p>
      </div>
      {origins.length > 0 && (
        <ul className="w-full">
          {origins.map((origin) => (
            <li key={origin} className="row h-7">
              <span className="mono cut grow">{origin === '*' ? t('settings.server.everyPage') : origin}</span>
              <IconButton size="sm" icon="x" label={t('settings.server.removeOrigin', { origin })} onClick={() => remove(origin)} />
            </li>
          ))}
        </ul>
      )}
      <form className="flex w-full items-end gap-2" onSubmit={add}>
        <div className="grow">
          <Field label={t('settings.server.addOrigin')} error={isWrong ? t('settings.server.wrongOrigin') : undefined}>
            <Input
              isMono
              value={draft}
              placeholder={example}
              onChange={(event) => {
                setDraft(event.target.value);
                setWrong(false);
              }}
            />
          </Field>
        </div>
        <Button type="submit" className={isWrong ? 'mb-6' : ''}>
          {t('settings.server.add')}
        </Button>
      </form>
    </div>
  );
}
