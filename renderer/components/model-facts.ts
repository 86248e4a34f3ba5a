/** How a model is described in words: its size, its version, its context, and why it cannot be loaded. */
import { useTranslation } from 'react-i18next';
import { formatBytes, formatCount, formatNumber } from '../../shared/format.ts';
import type { Model } from '../../shared/models.ts';

/** Units that parameters are counted in: billion and million, in Chinese 亿 and 万. */
const units = { en: { large: 1e9, small: 1e6 }, zh: { large: 1e8, small: 1e4 } };

export function useModelFacts() {
  const { t, i18n } = useTranslation();
  const locale = i18n.language;

  function parameters(count: number): string {
    const { large, small } = locale.startsWith('zh') ? units.zh : units.en;
    const [unit, name] = count >= large ? [large, t('loader.parametersLarge')] : [small, t('loader.parametersSmall')];
    const value = count / unit;
    const digits = value < 100 && Math.abs(value - Math.round(value)) >= 0.05 ? 1 : 0;
    return t('loader.parameters', { value: formatNumber(locale, value, digits), unit: name });
  }

  return {
    /** "14.8 billion parameters · Q4_K_M · up to 40,960 tokens" */
    line(model: Model): string {
      const parts = [
        model.parameterCount && parameters(model.parameterCount),
        model.quantization,
        model.contextLength && t('loader.upToTokens', { tokens: formatCount(locale, model.contextLength) }),
      ];
      return parts.filter(Boolean).join(' · ');
    },
    /** Why a file cannot be loaded; undefined when it can. */
    broken({ broken }: Model): string | undefined {
      if (!broken) return undefined;
      switch (broken.reason) {
        case 'truncated':
          return broken.missingBytes
            ? t('models.broken.truncatedBy', { size: formatBytes(locale, broken.missingBytes) })
            : t('models.broken.truncated');
        case 'not-gguf':
          return t('models.broken.notGguf');
        case 'missing-parts':
          return t('models.broken.missingParts');
        case 'unsupported-version':
          return t('models.broken.unsupportedVersion');
        case 'bad-metadata':
          return t('models.broken.badMetadata');
        case 'unsafe':
          return t('models.broken.unsafe');
        case 'unreadable':
          return t('models.broken.unreadable');
        default:
          return broken.reason satisfies never;
      }
    },
  };
}
