/** How a model is described in one line: its size, its version, its context. */
import { useTranslation } from 'react-i18next';
import { formatCount, formatNumber } from '../../shared/format.ts';
import type { Model } from '../../shared/models.ts';

/** Units that parameters are counted in: billion and million, in Chinese 亿 and 万. */
const units = { en: { large: 1e9, small: 1e6 }, zh: { large: 1e8, small: 1e4 } };

/** "14.8 billion parameters · Q4_K_M · up to 40,960 tokens" */
export function useModelFacts(): (model: Model) => string {
  const { t, i18n } = useTranslation();
  const locale = i18n.language;

  function parameters(count: number): string {
    const { large, small } = locale.startsWith('zh') ? units.zh : units.en;
    const [size, unit] = count >= large ? [large, t('loader.parametersLarge')] : [small, t('loader.parametersSmall')];
    const value = count / size;
    const digits = value < 100 && Math.abs(value - Math.round(value)) >= 0.05 ? 1 : 0;
    return t('loader.parameters', { value: formatNumber(locale, value, digits), unit });
  }
  return (model) =>
    [
      model.parameterCount && parameters(model.parameterCount),
      model.quantization,
      model.contextLength && t('loader.upToTokens', { tokens: formatCount(locale, model.contextLength) }),
    ]
      .filter(Boolean)
      .join(' · ');
}
