import { useTranslation } from 'react-i18next';
import type { WireError } from '../../shared/procedure.ts';
import { Button } from '../ui/button.tsx';
import { Fold } from '../ui/fold.tsx';
import { useCopy } from './use-copy.ts';

/** The error in its own words: code, then what the engine said last. */
function technicalText({ code, data = {} }: WireError): string {
  const lines = Object.entries(data).map(([name, value]) => {
    const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
    return text.includes('\n') ? text : `${name}: ${text}`;
  });
  return [code, ...lines].join('\n');
}

/** Technical text with a copy button, for a bug report or the curious. */
export function TechnicalText({ error }: { error: WireError }) {
  const { t } = useTranslation();
  const { isCopied, copy } = useCopy();
  const text = technicalText(error);
  return (
    <div className="code">
      <div className="code-head">
        <span className="grow">{t('loader.technical')}</span>
        <Button variant="quiet" size="sm" icon={isCopied ? 'check' : 'copy'} onClick={() => void copy(text)}>
          {isCopied ? t('loader.copied') : t('loader.copy')}
        </Button>
      </div>
      <pre className="max-h-44 overflow-y-auto whitespace-pre-wrap break-words">{text}</pre>
    </div>
  );
}

/** The same, folded. */
export function TechnicalDetails({ error, className = '' }: { error: WireError; className?: string }) {
  const { t } = useTranslation();
  return (
    <Fold label={t('loader.details')} className={className}>
      <div className="mt-2">
        <TechnicalText error={error} />
      </div>
    </Fold>
  );
}
