import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatBytes, formatCount, formatSpeed } from '../../../shared/format.ts';
import type { Model } from '../../../shared/models.ts';
import { canChat } from '../../../shared/usual-model.ts';
import { OutsideLink } from '../../components/markdown/link.tsx';
import { useEngine, useLoadedModel } from '../../stores/engine.ts';
import { shortDate } from './short-date.ts';

/** What is known of a model, as names and values. */
export function Facts({ model }: { model: Model }) {
  const { t, i18n } = useTranslation();
  const entry = useLoadedModel(model.id);
  const estimate = useEngine((state) => state.estimates[model.id]);
  const count = (value: number) => formatCount(i18n.language, value);
  const size = (bytes: number) => formatBytes(i18n.language, bytes);
  const [first] = model.files;
  const memory = entry?.state.type === 'ready' ? { bytes: entry.memoryBytes, settings: entry.settings } : undefined;
  const needed = memory?.bytes ?? estimate?.totalBytes;
  const context = memory?.settings.contextLength ?? estimate?.settings.contextLength;
  const rows: [name: string, value: ReactNode, hint?: string | undefined][] = [];
  const from = [model.publisher, model.repository].filter(Boolean).join('/');
  const link = model.origin && <OutsideLink url={model.origin.webUrl}>{model.origin.repository}</OutsideLink>;
  if (link) rows.push([t('models.facts.from'), link]);
  else if (from) rows.push([t('models.facts.from'), from]);
  if (model.aliases?.length) rows.push([t('models.facts.aliases'), model.aliases.join(t('models.listGap'))]);
  if (first) {
    const others = model.files.length - 1;
    const name = first.path.split(/[\\/]/).at(-1);
    rows.push([t('models.facts.file'), others > 0 ? t('models.facts.files', { name, count: others }) : name, first.path]);
  }
  if (model.architecture) rows.push([t('models.facts.architecture'), model.architecture]);
  if (model.contextLength) rows.push([t('models.facts.context'), t('models.facts.upTo', { tokens: count(model.contextLength) })]);
  if (estimate?.speed?.basis === 'measured') {
    const speed = formatSpeed(i18n.language, estimate.speed.tokensPerSecond);
    rows.push([t('models.facts.measured'), t('models.tokensPerSecond', { speed })]);
  }
  if (needed && context) rows.push([t('models.facts.memory'), t('models.facts.memoryAt', { size: size(needed), tokens: count(context) })]);
  rows.push([t('models.columns.size'), size(model.sizeBytes)]);
  if (model.verifiedAt !== undefined) {
    const date = shortDate(i18n.language, model.verifiedAt);
    rows.push([t('models.facts.checked'), t('models.facts.checkedOn', { date })]);
  } else if (model.origin && !model.broken && !model.wrongFiles) rows.push([t('models.facts.checked'), t('models.facts.notChecked')]);
  if (entry?.template) rows.push([t('models.facts.template'), t(`models.facts.templates.${entry.template.source}`), entry.template.reason]);
  else if (canChat(model)) {
    rows.push([t('models.facts.template'), t(`models.facts.templates.${model.hasChatTemplate ? 'model' : 'fallback'}`)]);
  }
  return (
    <dl className="kv">
      {rows.map(([name, value, hint]) => (
        <div key={name} className="contents">
          <dt>{name}</dt>
          <dd className={`num ${name === t('models.facts.file') ? 'mono cut' : 'break-words'}`} title={hint}>
            {value}
          </dd>
        </div>
      ))}
    </dl>
  );
}
