import { useTranslation } from 'react-i18next';
import { dayGroup, formatDate } from '../../../shared/format.ts';

/** "today at 14:02", "yesterday at 9:30", "17 November". */
export function useMoment(): (at: number) => string {
  const { t, i18n } = useTranslation();
  return (at) => {
    const time = new Intl.DateTimeFormat(i18n.language.startsWith('zh') ? 'zh-CN' : 'en-GB', { hour: 'numeric', minute: '2-digit' }).format(
      at,
    );
    const day = dayGroup(i18n.language, at, Date.now());
    if (day.type === 'today') return t('downloads.today', { time });
    if (day.type === 'yesterday') return t('downloads.yesterday', { time });
    return formatDate(i18n.language, at, Date.now());
  };
}
