import { useTranslation } from 'react-i18next';
import type { SettingsPatch } from '../../../shared/settings.ts';
import { openKeyDialog, useServer } from '../../stores/server.ts';
import { updateSettings, useSettings } from '../../stores/settings.ts';
import { Switch } from '../../ui/switch.tsx';

interface ReachSwitchProps {
  label: string;
  hint?: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}

function ReachSwitch({ label, hint, ...state }: ReachSwitchProps) {
  return (
    <div className="row mt-3 first:mt-0">
      <div className="grow">
        <p className="m">{label}</p>
        {hint && <p className="hint">{hint}</p>}
      </div>
      <Switch label={label} {...state} />
    </div>
  );
}

/** Who may come, and when the server starts by itself. What lets nobody in without a key begins with making one. */
export function Reach() {
  const { t } = useTranslation();
  const settings = useSettings((state) => state.settings);
  const hasKey = useServer(({ keys }) => keys.length > 0);
  if (!settings) return null;
  const { serverOnNetwork, serverNeedsKey, serverAtStart } = settings;
  const change = (patch: SettingsPatch, needsKey: boolean) => {
    if (needsKey && !hasKey) openKeyDialog({ settings: patch });
    else void updateSettings(patch);
  };
  return (
    <section className="sec" aria-label={t('server.reach')}>
      <ReachSwitch
        label={t('server.network.label')}
        hint={t('server.network.hint')}
        checked={serverOnNetwork}
        onChange={(next) => change({ serverOnNetwork: next }, next)}
      />
      <ReachSwitch
        label={t('server.needsKey.label')}
        hint={t('server.needsKey.hint')}
        checked={serverNeedsKey}
        onChange={(next) => change({ serverNeedsKey: next }, next)}
      />
      <ReachSwitch label={t('server.atStart')} checked={serverAtStart} onChange={(next) => change({ serverAtStart: next }, false)} />
    </section>
  );
}
