import { Tabs } from 'radix-ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../../components/copy-button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Menu } from '../../ui/menu.tsx';
import { highlight } from './highlight.ts';
import { type Program, programs } from './snippets.ts';
import { useConnection } from './use-connection.ts';

const usual = programs.filter((program) => !program.isSeldom);
const seldom = programs.filter((program) => program.isSeldom);
/** Before it: code to write. Behind it: programs to set up. */
const firstProgram = 'continue';

/** How another program is told of this server, ready to paste. */
export function Connect() {
  const { t } = useTranslation();
  const [chosenId, setChosenId] = useState('python');
  const connection = useConnection();
  const chosen = programs.find(({ id }) => id === chosenId) ?? (usual[0] as Program);
  const text = chosen.write(connection);
  return (
    <section aria-labelledby="sv-connect">
      <div className="row mb-2.5">
        <h2 id="sv-connect" className="h grow">
          {t('server.connect')}
        </h2>
        <span className="t-12 c3">{t('server.dialects')}</span>
      </div>
      <Tabs.Root className="code" value={chosen.id} onValueChange={setChosenId}>
        <div className="sv-tabs">
          <Tabs.List aria-label={t('server.program')}>
            {usual.map(({ id, label }) => (
              <Tabs.Trigger key={id} value={id} className={id === firstProgram ? 'sv-first' : undefined}>
                {label}
              </Tabs.Trigger>
            ))}
            {chosen.isSeldom && <Tabs.Trigger value={chosen.id}>{chosen.label}</Tabs.Trigger>}
          </Tabs.List>
          <Menu
            trigger={
              <button type="button" className="sv-more">
                {t('server.more')}
                <Icon name="down" size={14} />
              </button>
            }
            items={seldom.map(({ id, label }) => ({ label, onSelect: () => setChosenId(id), isChecked: id === chosen.id }))}
          />
          <span className="grow" />
          <CopyButton label={t('server.copySnippet')} text={text} />
        </div>
        <Tabs.Content value={chosen.id} asChild>
          <pre>
            {highlight(text, chosen.language).map((piece, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text have no other name.
              <span key={index} className={piece.kind && `tk-${piece.kind}`}>
                {piece.text}
              </span>
            ))}
          </pre>
        </Tabs.Content>
      </Tabs.Root>
      {connection.isKeyHidden && <p className="hint mt-1.5">{t('server.wholeKey', { key: connection.key })}</p>}
    </section>
  );
}
