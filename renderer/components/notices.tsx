import { useTranslation } from 'react-i18next';
import { describeNotice } from '../notices.ts';
import { dismissNotice, useSystem } from '../stores/system.ts';
import { Button } from '../ui/button.tsx';
import { Note } from '../ui/note.tsx';

/** What the host wants a person to know once, over the top of the screen until it was read. */
export function Notices() {
  const { t } = useTranslation();
  const notices = useSystem((state) => state.notices);
  return notices.map((notice) => {
    const { happened, kept, next } = describeNotice(t, notice);
    return (
      <Note
        key={notice.id}
        tone="warn"
        title={happened}
        actions={
          <Button size="sm" onClick={() => void dismissNotice(notice.id)}>
            {t('app.understood')}
          </Button>
        }
      >
        {[kept, next].filter(Boolean).join(t('app.sentenceGap'))}
      </Note>
    );
  });
}
