import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiKey } from '../../../shared/server.ts';
import { useCopy } from '../../components/use-copy.ts';
import { changeKey, createKey } from '../../stores/server.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Input } from '../../ui/input.tsx';

interface KeyDialogProps {
  /** The key to change; unset: a new one. */
  entry?: ApiKey | undefined;
  /** Why a key has to be made first, where that is so. */
  reason?: string | undefined;
  /** A new key has been made. */
  onMade?: (() => void) | undefined;
  onClose: () => void;
}

/** As many digits as the host takes; undefined for an empty field, NaN for anything else. */
function parseLimit(text: string): number | undefined {
  if (text.trim() === '') return undefined;
  const value = Number(text);
  return Number.isInteger(value) && value >= 1 && value <= 100_000 ? value : Number.NaN;
}

/** A new key, then the key itself, once; or the name and the limit of one that there is. */
export function KeyDialog({ entry, reason, onMade, onClose }: KeyDialogProps) {
  const [made, setMade] = useState<string>();
  if (made !== undefined) return <MadeKey secret={made} onClose={onClose} />;
  const finish = (secret: string) => {
    setMade(secret);
    onMade?.();
  };
  return <KeyForm entry={entry} reason={reason} onMade={finish} onClose={onClose} />;
}

interface KeyFormProps extends Omit<KeyDialogProps, 'onMade'> {
  onMade: (secret: string) => void;
}

function KeyForm({ entry, reason, onMade, onClose }: KeyFormProps) {
  const { t } = useTranslation();
  const formId = useId();
  const [name, setName] = useState(entry?.name ?? '');
  const [limit, setLimit] = useState(entry?.requestsPerMinute === undefined ? '' : String(entry.requestsPerMinute));
  const [isChecked, setChecked] = useState(false);
  const requestsPerMinute = parseLimit(limit);
  const isNameWrong = name.trim() === '';
  const isLimitWrong = Number.isNaN(requestsPerMinute);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (isNameWrong || isLimitWrong) return;
    const fields = { name: name.trim(), ...(requestsPerMinute !== undefined && { requestsPerMinute }) };
    if (entry) {
      onClose();
      await changeKey({ id: entry.id, ...fields });
      return;
    }
    const secret = await createKey(fields);
    if (secret !== undefined) onMade(secret);
  }

  return (
    <Dialog
      open
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={entry ? t('server.keys.changeTitle') : t('server.keys.newTitle')}
      description={reason ?? (entry ? undefined : t('server.keys.newText'))}
      actions={
        <>
          <Button onClick={onClose}>{t('server.keys.cancel')}</Button>
          <Button variant="primary" type="submit" form={formId}>
            {entry ? t('server.keys.save') : t('server.keys.make')}
          </Button>
        </>
      }
    >
      <form id={formId} className="flex flex-col gap-3" onSubmit={(event) => void submit(event)}>
        <Field
          label={t('server.keys.name')}
          hint={t('server.keys.nameHint')}
          error={isChecked && isNameWrong ? t('server.keys.nameMissing') : undefined}
        >
          <Input value={name} maxLength={100} onChange={(event) => setName(event.target.value)} />
        </Field>
        <Field
          label={t('server.keys.limit')}
          hint={t('server.keys.limitHint')}
          error={isChecked && isLimitWrong ? t('server.keys.limitWrong') : undefined}
        >
          <Input inputMode="numeric" value={limit} onChange={(event) => setLimit(event.target.value)} />
        </Field>
      </form>
    </Dialog>
  );
}

function MadeKey({ secret, onClose }: { secret: string; onClose: () => void }) {
  const { t } = useTranslation();
  const { isCopied, copy } = useCopy();
  return (
    <Dialog
      open
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t('server.keys.madeTitle')}
      description={t('server.keys.madeText')}
      actions={
        <>
          <Button icon={isCopied ? 'check' : 'copy'} onClick={() => void copy(secret)}>
            {isCopied ? t('server.copied') : t('server.copy')}
          </Button>
          <Button variant="primary" onClick={onClose}>
            {t('server.keys.done')}
          </Button>
        </>
      }
    >
      <Field label={t('server.keys.key')}>
        <Input isMono readOnly value={secret} onFocus={(event) => event.target.select()} />
      </Field>
    </Dialog>
  );
}
