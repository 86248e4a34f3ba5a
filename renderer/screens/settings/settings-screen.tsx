import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSettings } from '../../stores/settings.ts';
import { isNarrow, useUi } from '../../stores/ui.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { About } from './about.tsx';
import { Appearance } from './appearance.tsx';
import { EngineFacts } from './engine-facts.tsx';
import { General } from './general.tsx';
import { Network } from './network.tsx';
import { Privacy } from './privacy.tsx';
import { type SectionId, sections } from './sections.ts';
import { Server } from './server.tsx';
import { SettingsQuery } from './setting.tsx';
import { SettingsList } from './settings-list.tsx';
import { Shortcuts } from './shortcuts.tsx';
import { Storage } from './storage.tsx';

/** The section whose beginning was scrolled past last; the last one at the very end. */
function sectionAt(body: HTMLElement): SectionId {
  if (body.scrollTop + body.clientHeight >= body.scrollHeight - 2) return 'about';
  const top = body.getBoundingClientRect().top + 60;
  const passed = sections.findLast(
    ({ id }) => (document.getElementById(id)?.getBoundingClientRect().top ?? Number.POSITIVE_INFINITY) <= top,
  );
  return passed?.id ?? 'general';
}

/** Every setting on one page, its sections linked. */
export function SettingsScreen() {
  const { t } = useTranslation();
  const settings = useSettings((state) => state.settings);
  const [query, setQuery] = useState('');
  const [current, setCurrent] = useState<SectionId>('general');
  const body = useRef<HTMLDivElement>(null);
  const choose = (id: SectionId) => {
    setQuery('');
    setCurrent(id);
    if (isNarrow()) useUi.setState({ isListOpen: false });
    requestAnimationFrame(() => document.getElementById(id)?.scrollIntoView());
  };
  const wanted = useUi((state) => sections.find(({ id }) => id === state.wantedSection)?.id);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each wish
  useEffect(() => {
    if (!wanted || !settings) return;
    useUi.setState({ wantedSection: undefined });
    choose(wanted);
  }, [wanted, settings === undefined]);
  if (!settings) return null;
  return (
    <SettingsQuery value={query}>
      <SettingsList current={current} query={query} onQuery={setQuery} onChoose={choose} />
      <div className="sheet">
        <main className="main">
          <div className="bar only-narrow">
            <IconButton icon="list" label={t('settings.sections')} onClick={() => useUi.setState({ isListOpen: true })} />
            <span className="b">{t('settings.title')}</span>
          </div>
          <h1 className="sr">{t('settings.title')}</h1>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: so that the page scrolls by keyboard. */}
          <div ref={body} className="body" tabIndex={0} onScroll={(event) => setCurrent(sectionAt(event.currentTarget))}>
            <div className="page mx-auto w-full max-w-[720px] px-7 pt-5 pb-12">
              <General settings={settings} />
              <Appearance settings={settings} />
              <Storage />
              <Network settings={settings} />
              <Server settings={settings} />
              <Privacy settings={settings} />
              <EngineFacts />
              <Shortcuts />
              <About />
              <EmptyState className="only-alone" title={t('settings.nothing', { query })} text={t('settings.nothingHint')} />
            </div>
          </div>
        </main>
      </div>
    </SettingsQuery>
  );
}
