import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Fit } from '../../../shared/engine.ts';
import { formatBytes, formatParameters, formatShortCount } from '../../../shared/format.ts';
import type { CuratedModel, FoundModel } from '../../../shared/hub.ts';
import { FitMark } from '../../components/fit.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Tag } from '../../ui/tag.tsx';
import { AbilityIcons } from './abilities.tsx';

/** A model of the list: found, or recommended by Alcove. */
export type ListModel = Pick<FoundModel, 'source' | 'repository' | 'publisher' | 'name' | 'parameterCount' | 'goodAt' | 'downloads'> &
  Partial<Pick<CuratedModel, 'sizeBytes'>>;

/** First letter of the publisher's family: the mark beside a name. */
export function Avatar({ name, isLarge = false }: { name: string; isLarge?: boolean }) {
  return (
    <span className={`ava ${isLarge ? 'lg' : ''}`} aria-hidden="true">
      {name.slice(0, 1).toUpperCase()}
    </span>
  );
}

interface FoundRowProps {
  id: string;
  model: ListModel;
  fit: Fit | undefined;
  hasCard: boolean;
  isInLibrary: boolean;
  isOpen: boolean;
  isActive: boolean;
  position: number;
  count: number;
  onOpen: (model: ListModel) => void;
}

export const FoundRow = memo(function FoundRow(props: FoundRowProps) {
  const { id, model, fit, hasCard, isInLibrary, isOpen, isActive, position, count, onOpen } = props;
  const { t, i18n } = useTranslation();
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list that holds it takes the keys.
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={isOpen}
      aria-setsize={count}
      aria-posinset={position}
      data-active={isActive || undefined}
      className="res"
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => onOpen(model)}
    >
      <Avatar name={model.name} />
      <span className="col grow">
        <span className="row gap-[7px]">
          <span className="m cut" title={model.name}>
            {model.name}
          </span>
          <AbilityIcons abilities={model.goodAt} />
          {isInLibrary && <Tag>{t('discover.inLibrary')}</Tag>}
        </span>
        <span className="row t-12 c3 num dots gap-1.5">
          <span className="cut">{model.publisher}</span>
          {model.parameterCount !== undefined && <span className="nowrap">{formatParameters(i18n.language, model.parameterCount)}</span>}
          {model.sizeBytes !== undefined && <span className="nowrap">{formatBytes(i18n.language, model.sizeBytes)}</span>}
          {model.downloads !== undefined && (
            <span className="row nowrap gap-[3px]">
              <Icon name="downloads" size={12} />
              <span className="sr">{t('discover.facts.downloads')}</span>
              {formatShortCount(i18n.language, model.downloads)}
            </span>
          )}
        </span>
      </span>
      {fit && <FitMark outcome={{ fit, hasCard }} compact />}
    </div>
  );
});
