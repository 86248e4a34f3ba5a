import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Markdown } from '../../components/markdown/markdown.tsx';
import { attempt } from '../../errors.ts';
import { useSystem } from '../../stores/system.ts';
import { toast } from '../../stores/toasts.ts';
import { Button } from '../../ui/button.tsx';
import { Fold } from '../../ui/fold.tsx';
import { Section } from './section.tsx';
import { Setting, useIsFound } from './setting.tsx';

/** The notices of everything Alcove is made of, fetched when they are opened. */
function Licences() {
  const { t } = useTranslation();
  const [text, setText] = useState<string>();
  const label = t('settings.about.licences');
  const isFound = useIsFound(label, 'MIT Apache-2.0');
  const open = async (isOpen: boolean) => {
    if (isOpen) setText((await import('../../../docs/third-party-notices.md?raw')).default);
  };
  if (!isFound) return null;
  return (
    <div className="set">
      <div className="grow">
        <p>{label}</p>
        <p className="hint">{t('settings.about.licencesHint')}</p>
        <Fold className="mt-2" label={t('settings.about.showLicences')} onOpenChange={(isOpen) => void open(isOpen)}>
          <div className="mt-2 select-text overflow-x-auto">{text !== undefined && <Markdown text={text.replace(/^# .*\n/, '')} />}</div>
        </Fold>
      </div>
    </div>
  );
}

/** Versions, the data folder, licences. */
export function About() {
  const { t } = useTranslation();
  const info = useSystem((state) => state.info);
  const copyFolder = async () => {
    const isCopied = await attempt(navigator.clipboard.writeText(info?.dataFolder ?? '').then(() => true));
    if (isCopied) toast({ icon: 'copy', text: t('settings.about.copied') });
  };
  return (
    <Section id="about" title={t('settings.about.title')}>
      <div className="card">
        <Setting
          label={info ? t('settings.about.version', { version: info.version }) : t('app.name')}
          hint={info && t('settings.about.versionHint', { node: info.node, platform: info.platform })}
        />
        <Setting
          label={t('settings.about.dataFolder')}
          words={info?.dataFolder}
          hint={<span className="mono select-text break-all">{info?.dataFolder}</span>}
        >
          <Button icon="copy" onClick={() => void copyFolder()}>
            {t('settings.about.copy')}
          </Button>
        </Setting>
        <Licences />
      </div>
    </Section>
  );
}
