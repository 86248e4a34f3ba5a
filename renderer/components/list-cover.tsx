import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { isNarrow, useUi } from '../stores/ui.ts';

const close = () => useUi.setState({ isListOpen: false });

/** Below 760 px an open list lies over the screen; a click beside it and Esc close it. */
export function ListCover() {
  const { t } = useTranslation();
  const isOpen = useUi((state) => state.isListOpen);
  useEffect(() => {
    if (!isOpen) return;
    const listen = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || !isNarrow() || document.querySelector('[role="dialog"], [role="menu"]'))
        return;
      event.preventDefault();
      close();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [isOpen]);
  return isOpen ? <button type="button" className="list-cover" aria-label={t('app.closeList')} onClick={close} /> : null;
}
