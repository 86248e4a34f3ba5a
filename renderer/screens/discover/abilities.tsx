/** What a model is good at: icons in a list, words beside them on its page. */
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Ability } from '../../../shared/hub.ts';
import { Icon } from '../../ui/icon.tsx';
import type { IconName } from '../../ui/icon-shapes.tsx';

const icons: Record<Ability, IconName | undefined> = { tools: 'tool', reasoning: 'think', vision: 'eye', embedding: undefined };

/** "tools", as it stands on the page and in the menu. */
export const abilityWord = (t: TFunction, ability: Ability): string => t(`discover.abilities.${ability}.word`);

/** Small icons, each with its sentence for those who hover or do not see. */
export function AbilityIcons({ abilities }: { abilities: readonly Ability[] }) {
  const { t } = useTranslation();
  return abilities.map((ability) => {
    const icon = icons[ability];
    if (!icon) return null;
    const label = t(`discover.abilities.${ability}.label`);
    return (
      <span key={ability} className="c3" title={label}>
        <Icon name={icon} size={14} />
        <span className="sr">{label}</span>
      </span>
    );
  });
}

/** Icons with their words, in one line. */
export function AbilityWords({ abilities }: { abilities: readonly Ability[] }) {
  const { t } = useTranslation();
  return abilities.map((ability) => (
    <span key={ability} className="row gap-1">
      {icons[ability] && <Icon name={icons[ability]} size={14} className="c3" />}
      {abilityWord(t, ability)}
    </span>
  ));
}
