import { useTranslation } from 'react-i18next';
import type { Model } from '../../../shared/models.ts';
import { ownerOf } from './copies.ts';

/** Where a model lies, in a word or two: Alcove, another program, or the last part of its folder's path. */
export function usePlaceName(): (model: Model) => string {
  const { t } = useTranslation();
  return (model) => {
    const owner = ownerOf(model);
    if (owner) return t(`models.programs.${owner}`);
    if (model.place === 'starter' || model.place === 'alcove') return t('app.name');
    if (model.place === 'linked') return t('models.linked');
    return model.folder.split(/[\\/]/).filter(Boolean).at(-1) ?? model.folder;
  };
}
