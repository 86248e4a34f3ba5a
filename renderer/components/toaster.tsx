import { useTranslation } from 'react-i18next';
import { closeToast, useToasts } from '../stores/toasts.ts';
import { Toasts } from '../ui/toasts.tsx';

/** The messages bottom right. */
export function Toaster() {
  const { t } = useTranslation();
  const items = useToasts((state) => state.items);
  return <Toasts items={items} labels={{ region: t('app.messages'), close: t('app.close') }} onClose={closeToast} />;
}
