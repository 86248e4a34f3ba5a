import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Field } from '../../ui/field.tsx';
import { TextArea } from '../../ui/text-area.tsx';

type Biases = Record<string, number>;

/** "123 = -100" in each line; undefined where a line is something else. */
export function parseBiases(text: string): Biases | undefined {
  const biases: Biases = {};
  for (const line of text.split('\n').map((one) => one.trim())) {
    if (line === '') continue;
    const match = /^(\d+)\s*[=:\s]\s*(-?\d+(?:\.\d+)?)$/.exec(line);
    const bias = Number(match?.[2]);
    if (!match?.[1] || Math.abs(bias) > 1000) return undefined;
    biases[match[1]] = bias;
  }
  return biases;
}

/** What is added to the scores of single tokens, for those who know their numbers. */
export function LogitBias({ value, onChange }: { value: Biases; onChange: (value: Biases | undefined) => void }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<string>();
  const written = Object.entries(value)
    .map(([token, bias]) => `${token} = ${bias}`)
    .join('\n');
  const parsed = draft === undefined ? value : parseBiases(draft);
  const [isWrong, setWrong] = useState(false);
  const take = () => {
    if (draft === undefined) return;
    setWrong(parsed === undefined);
    if (!parsed) return;
    setDraft(undefined);
    onChange(Object.keys(parsed).length === 0 ? undefined : parsed);
  };
  return (
    <Field label={t('chat.logitBias')} hint={t('chat.logitBiasHint')} error={isWrong ? t('chat.logitBiasWrong') : undefined}>
      <TextArea
        rows={2}
        className="mono min-h-[50px]"
        placeholder="123 = -100"
        value={draft ?? written}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={take}
      />
    </Field>
  );
}
