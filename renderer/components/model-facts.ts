import { useTranslation } from 'react-i18next';
import { formatCount, formatLargeCount } from '../../shared/format.ts';
import type { Model } from '../../shared/models.ts';

/** A model in one line: "14.8 billion parameters · Q4_K_M · up to 40,960 tokens". */
export function useModelFacts(): (model: Model) => string {
  const { t, i18n } = useTranslation();
  const locale = i18n.language;
  return (model) =>
    [
      model.parameterCount && t('loader.parameters', { value: formatLargeCount(locale, model.parameterCount) }),
      model.quantization,
      model.contextLength && t('loader.upToTokens', { tokens: formatCount(locale, model.contextLength) }),
    ]
      .filter(Boolean)
      .join(' · ');
}
