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
      width={720}
      open={isOpen}
      onOpenChange={setOpen}
      actions={<Button onClick={() => setOpen(false)}>{t('app.close')}</Button>}
    >
      <div className="grid grid-cols-2 gap-8 max-[760px]:grid-cols-1 max-[760px]:gap-3">
        <ShortcutList />
      </div>
    </Dialog>
  );
}
