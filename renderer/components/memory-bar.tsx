/** A bar of memory: in use now, the model, its conversation, and in red what is too much. */
import type { CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import type { Estimate } from '../../shared/engine.ts';
import { formatBytes } from '../../shared/format.ts';

type Pool = Estimate['memory'];

/** "6.6 of 8.0 GB": the unit once when both have the same. */
export function useSizePair(): (partBytes: number, wholeBytes: number) => string {
  const { t, i18n } = useTranslation();
  return (partBytes, wholeBytes) => {
    const part = formatBytes(i18n.language, partBytes).split('\u00a0');
    const whole = formatBytes(i18n.language, wholeBytes);
    return t('loader.sizePair', { part: whole.endsWith(`\u00a0${part[1]}`) ? part[0] : part.join('\u00a0'), whole });
  };
}

const overBytes = (pool: Pool): number => Math.max(0, pool.usedBytes + pool.modelBytes + pool.contextBytes - pool.totalBytes);

const share = (bytes: number, ofBytes: number) => ({ '--v': `${(100 * bytes) / ofBytes}%` }) as CSSProperties;

export function MemoryBar({ label, detail, pool }: { label: string; detail?: string; pool: Pool }) {
  const { t, i18n } = useTranslation();
  const pair = useSizePair();
  const size = (bytes: number) => formatBytes(i18n.language, bytes);
  const over = overBytes(pool);
  const needed = pool.usedBytes + pool.modelBytes + pool.contextBytes;
  const scale = Math.max(needed, pool.totalBytes, 1);
  // What is too much is shown in red at the end instead of the conversation, then of the model.
  const contextBytes = Math.max(0, pool.contextBytes - over);
  const modelBytes = Math.max(0, pool.modelBytes - Math.max(0, over - pool.contextBytes));
  const name = t('loader.memoryBar', {
    label,
    used: size(pool.usedBytes),
    model: size(pool.modelBytes),
    conversation: size(pool.contextBytes),
    rest: over > 0 ? t('loader.tooMuch', { size: size(over) }) : t('loader.free', { size: size(pool.totalBytes - needed) }),
  });
  return (
    <div className="col g4">
      <div className="row">
        <span className="label grow">
          {label} {detail && <span className="c3 cut font-normal">{detail}</span>}
        </span>
        <span className={`num t-12 ${over > 0 ? 'c-danger' : 'c2'}`}>
          {over > 0 ? t('loader.tooMuch', { size: size(over) }) : pair(needed, pool.totalBytes)}
        </span>
      </div>
      <div className="mem" role="img" aria-label={name}>
        <i className="used" style={share(Math.min(pool.usedBytes, scale - over), scale)} />
        <i className="model" style={share(modelBytes, scale)} />
        <i className="cache" style={share(contextBytes, scale)} />
        {over > 0 && <i className="over" style={share(Math.min(over, pool.modelBytes + pool.contextBytes), scale)} />}
      </div>
    </div>
  );
}

const colours = {
  used: 'color-mix(in oklch, var(--text) 30%, transparent)',
  model: 'var(--accent)',
  conversation: 'color-mix(in srgb, var(--accent) 45%, var(--surface))',
};

/** What the colours of the bars mean; the red of too much says it in its number. */
export function MemoryLegend() {
  const { t } = useTranslation();
  const entries: [string, string][] = [
    [colours.used, t('loader.inUseNow')],
    [colours.model, t('loader.model')],
    [colours.conversation, t('loader.conversation')],
  ];
  return (
    <div className="legend -mt-0.5">
      {entries.map(([colour, words]) => (
        <span key={colour}>
          <i style={{ '--c': colour } as CSSProperties} />
          {words}
        </span>
      ))}
    </div>
  );
}
