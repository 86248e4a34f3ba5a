import { type ReactNode, type Ref, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatParameters } from '../../../shared/format.ts';
import type { Ability } from '../../../shared/hub.ts';
import { changeWish, type ParameterRange, useSearch, type Wish } from '../../stores/hub-search.ts';
import type { FreeMemory } from '../../stores/system.ts';
import { Field } from '../../ui/field.tsx';
import { Icon } from '../../ui/icon.tsx';
import type { IconName } from '../../ui/icon-shapes.tsx';
import { Input } from '../../ui/input.tsx';
import { Menu, type MenuItem } from '../../ui/menu.tsx';
import { Popover } from '../../ui/popover.tsx';
import { Segments } from '../../ui/segments.tsx';
import { abilityWord } from './abilities.tsx';
import { licenceName, usualLicences } from './licences.ts';
import { mostThatFits } from './most-that-fits.ts';
import { isSameRange, sizeRanges } from './size-ranges.ts';

const abilities: readonly Ability[] = ['tools', 'reasoning', 'vision', 'embedding'];

interface ChipProps extends React.ComponentPropsWithRef<'button'> {
  isOn: boolean;
  icon?: IconName;
  children?: ReactNode;
  ref?: Ref<HTMLButtonElement>;
}

function Chip({ isOn, icon, children, ...rest }: ChipProps) {
  return (
    <button type="button" {...rest} className="chip" aria-pressed={isOn}>
      {children}
      {icon && <Icon name={icon} className="opens" />}
    </button>
  );
}

/** "2B to 6B"; said as far as it goes. */
function useRangeWords(): (range: ParameterRange) => string {
  const { t, i18n } = useTranslation();
  const size = (count: number) => formatParameters(i18n.language, count);
  return ({ least, most }) => {
    if (least === undefined) return t('discover.sizes.upTo', { most: size(most ?? 0) });
    if (most === undefined) return t('discover.sizes.from', { least: size(least) });
    return t('discover.sizes.between', { least: size(least), most: size(most) });
  };
}

/** Chooses one of several, or none again. */
function choices<Value>(
  options: readonly { value: Value; label: string; isChosen: boolean }[],
  choose: (value: Value | undefined) => void,
): MenuItem[] {
  return options.map(({ value, label, isChosen }) => ({
    label,
    isChecked: isChosen,
    onSelect: () => choose(isChosen ? undefined : value),
  }));
}

function SizeChip({ wish }: { wish: Wish }) {
  const { t } = useTranslation();
  const words = useRangeWords();
  const items = choices(
    sizeRanges.map((range) => ({ value: range, label: words(range), isChosen: isSameRange(wish.size, range) })),
    (size) => changeWish({ size }),
  );
  return (
    <Menu
      items={items}
      trigger={
        <Chip isOn={wish.size !== undefined} icon="down">
          {wish.size ? words(wish.size) : t('discover.filters.size')}
        </Chip>
      }
    />
  );
}

function AbilityChip({ wish }: { wish: Wish }) {
  const { t } = useTranslation();
  const toggle = (ability: Ability) =>
    changeWish({ goodAt: wish.goodAt.includes(ability) ? wish.goodAt.filter((one) => one !== ability) : [...wish.goodAt, ability] });
  const items = abilities.map((ability) => ({
    label: abilityWord(t, ability),
    isChecked: wish.goodAt.includes(ability),
    onSelect: () => toggle(ability),
    keepsOpen: true,
  }));
  const chosen = wish.goodAt.map((ability) => abilityWord(t, ability)).join(t('discover.listGap'));
  return (
    <Menu
      items={items}
      trigger={
        <Chip isOn={wish.goodAt.length > 0} icon="down">
          {chosen || t('discover.filters.goodAt')}
        </Chip>
      }
    />
  );
}

function LicenceChip({ wish }: { wish: Wish }) {
  const { t } = useTranslation();
  const items = choices(
    usualLicences.map((licence) => ({ value: licence, label: licenceName(licence) ?? licence, isChosen: wish.licence === licence })),
    (licence) => changeWish({ licence }),
  );
  return (
    <Menu
      items={items}
      trigger={
        <Chip isOn={wish.licence !== undefined} icon="down">
          {(wish.licence && licenceName(wish.licence)) ?? t('discover.filters.licence')}
        </Chip>
      }
    />
  );
}

/** Publisher and file format, which few people need. */
function MoreChip({ wish }: { wish: Wish }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const formats = [
    { value: 'gguf', label: t('discover.formats.gguf') },
    { value: 'safetensors', label: t('discover.formats.safetensors') },
  ] as const;
  return (
    <Popover
      label={t('discover.filters.more')}
      open={isOpen}
      onOpenChange={setOpen}
      className="flex w-[260px] flex-col gap-3 p-3"
      trigger={
        <Chip
          isOn={wish.author !== '' || wish.format !== 'gguf'}
          aria-label={t('discover.filters.more')}
          title={t('discover.filters.more')}
        >
          <Icon name="presets" />
          {wish.author}
        </Chip>
      }
    >
      <Field label={t('discover.filters.publisher')} hint={t('discover.filters.publisherHint')}>
        <Input
          value={wish.author}
          maxLength={100}
          onChange={(event) => changeWish({ author: event.target.value.trim() })}
          onKeyDown={(event) => event.key === 'Enter' && setOpen(false)}
        />
      </Field>
      <div className="field">
        <span className="label">{t('discover.filters.format')}</span>
        <Segments
          label={t('discover.filters.format')}
          value={wish.format}
          options={formats}
          onChange={(format) => changeWish({ format })}
        />
        <p className="hint">{wish.format === 'gguf' ? t('discover.formats.ggufHint') : t('discover.formats.safetensorsHint')}</p>
      </div>
    </Popover>
  );
}

/** What narrows the list. */
export function Filters({ memory }: { memory: FreeMemory | undefined }) {
  const { t } = useTranslation();
  const wish = useSearch((state) => state.wish);
  const toggleFits = () => memory && changeWish({ fitsMost: wish.fitsMost === undefined ? mostThatFits(memory) : undefined });
  return (
    <div className="chips row flex-wrap gap-1.5">
      <Chip isOn={wish.fitsMost !== undefined} onClick={toggleFits}>
        {t('discover.filters.fits')}
      </Chip>
      <SizeChip wish={wish} />
      <AbilityChip wish={wish} />
      <LicenceChip wish={wish} />
      <MoreChip wish={wish} />
    </div>
  );
}
