import { useTranslation } from 'react-i18next';
import { type Command, commands } from '../../commands.ts';
import { keyboardHere, type Shortcut, shortcutKeys } from '../../shortcuts.ts';
import { Kbd } from '../../ui/kbd.tsx';

/** The keys of one shortcut. */
export function Keys({ shortcut }: { shortcut: Shortcut }) {
  return (
    <span className="row gap-1">
      {shortcutKeys(shortcut, keyboardHere()).map((key) => (
        <Kbd key={key}>{key}</Kbd>
      ))}
    </span>
  );
}

function Row({ label, shortcut }: { label: string; shortcut: Shortcut }) {
  return (
    <div className="shortcut row h-7">
      <dt className="cut grow">{label}</dt>
      <dd>
        <Keys shortcut={shortcut} />
      </dd>
    </div>
  );
}

/** Keys that no command has: they belong to the composer. */
function useComposerRows(): { label: string; shortcut: Shortcut }[] {
  const { t } = useTranslation();
  return [
    { label: t('shortcuts.send'), shortcut: { key: 'enter' } },
    { label: t('shortcuts.newLine'), shortcut: { key: 'enter', isShift: true } },
    { label: t('shortcuts.editLast'), shortcut: { key: 'arrowup' } },
  ];
}

const hasShortcut = (command: Command): command is Command & { shortcut: Shortcut } => command.shortcut !== undefined;

/** Every shortcut there is, under the name of what it does; those that match. */
export function ShortcutList({ matches = () => true }: { matches?: (label: string) => boolean }) {
  const { t } = useTranslation();
  const composerRows = useComposerRows();
  const rowsOf = (group: Command['group']) =>
    commands
      .filter(hasShortcut)
      .flatMap((command) => (command.group === group ? [{ label: command.label(t), shortcut: command.shortcut }] : []));
  const groups = [
    { label: t('shortcuts.everywhere'), rows: rowsOf('app') },
    { label: t('shortcuts.inConversations'), rows: [...composerRows, ...rowsOf('chat')] },
  ];
  return groups.map(({ label, rows }) => {
    const found = rows.filter((row) => matches(row.label));
    if (found.length === 0) return null;
    return (
      <section key={label}>
        <h3 className="h mb-1">{label}</h3>
        <dl>
          {found.map((row) => (
            <Row key={row.label} {...row} />
          ))}
        </dl>
      </section>
    );
  });
}
