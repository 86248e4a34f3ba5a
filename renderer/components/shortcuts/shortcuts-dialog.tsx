import { useTranslation } from 'react-i18next';
import { useUi } from '../../stores/ui.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ShortcutList } from './shortcut-list.tsx';

/** All shortcuts, behind the "?" key. */
export function ShortcutsDialog() {
  const { t } = useTranslation();
  const isOpen = useUi((state) => state.isShortcutsOpen);
  const setOpen = (isShortcutsOpen: boolean) => useUi.setState({ isShortcutsOpen });
  return (
    <Dialog
      title={t('shortcuts.title')}
      open={isOpen}
      onOpenChange={setOpen}
      actions={<Button onClick={() => setOpen(false)}>{t('app.close')}</Button>}
    >
      <ShortcutList />
    </Dialog>
  );
}
