import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SamplingOverrides } from '../../../shared/generation.ts';
import { changeSettings, useChatSettings } from '../../stores/chat-settings.ts';
import { Field } from '../../ui/field.tsx';
import { Input } from '../../ui/input.tsx';
import { Segments } from '../../ui/segments.tsx';
import { TextArea } from '../../ui/text-area.tsx';

interface LengthFieldsProps {
  conversationId: string | undefined;
  sampling: SamplingOverrides;
  onChange: (change: SamplingOverrides) => void;
}

/** How long an answer may become, where it ends, and what happens when the context is full. */
export function LengthFields({ conversationId, sampling, onChange }: LengthFieldsProps) {
  const { t } = useTranslation();
  const { overflow } = useChatSettings(conversationId);
  return (
    <div className="flex flex-col gap-[14px] pt-2.5 pb-1">
      <OptionalNumber
        label={t('chat.maxTokens')}
        placeholder={t('chat.maxTokensNone')}
        value={sampling.maxTokens}
        max={1_000_000}
        min={1}
        onChange={(maxTokens) => onChange({ maxTokens })}
      />
      <StopTexts value={sampling.stop ?? []} onChange={(stop) => onChange({ stop: stop.length === 0 ? undefined : stop })} />
      <div className="field">
        <span className="label">{t('chat.overflow')}</span>
        <Segments
          label={t('chat.overflow')}
          value={overflow}
          options={[
            { value: 'stop', label: t('chat.overflowStop') },
            { value: 'drop-oldest', label: t('chat.overflowDrop') },
          ]}
          onChange={(next) => changeSettings(conversationId, { overflow: next })}
        />
      </div>
      <OptionalNumber
        label={t('chat.seed')}
        placeholder={t('chat.seedRandom')}
        hint={t('chat.seedHint')}
        value={sampling.seed}
        min={0}
        max={4_294_967_295}
        onChange={(seed) => onChange({ seed })}
      />
    </div>
  );
}

interface OptionalNumberProps {
  label: string;
  placeholder: string;
  hint?: string;
  value: number | undefined;
  min: number;
  max: number;
  onChange: (value: number | undefined) => void;
}

/** A whole number, or nothing. Checked on leaving. */
function OptionalNumber({ label, placeholder, hint, value, min, max, onChange }: OptionalNumberProps) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<string>();
  const [isWrong, setWrong] = useState(false);
  const take = () => {
    if (draft === undefined) return;
    const text = draft.replace(/[\s,]/g, '');
    const number = Number(text);
    const isGood = text === '' || (Number.isInteger(number) && number >= min && number <= max);
    setWrong(!isGood);
    if (!isGood) return;
    setDraft(undefined);
    onChange(text === '' ? undefined : number);
  };
  return (
    <Field label={label} hint={hint} error={isWrong ? t('chat.wholeNumber') : undefined}>
      <Input
        inputMode="numeric"
        placeholder={placeholder}
        value={draft ?? (value === undefined ? '' : String(value))}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={take}
        onKeyDown={(event) => event.key === 'Enter' && take()}
      />
    </Field>
  );
}

/** One text a line. `\n` stands for a line break, which could not be typed here. */
function StopTexts({ value, onChange }: { value: readonly string[]; onChange: (value: string[]) => void }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<string>();
  const written = value.map((text) => text.replaceAll('\n', '\\n')).join('\n');
  const take = () => {
    if (draft === undefined) return;
    const texts = draft
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.replaceAll('\\n', '\n').slice(0, 1000));
    setDraft(undefined);
    onChange(texts.slice(0, 16));
  };
  return (
    <Field label={t('chat.stopTexts')} hint={t('chat.stopTextsHint')}>
      <TextArea
        rows={2}
        className="min-h-[50px]"
        value={draft ?? written}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={take}
      />
    </Field>
  );
}
