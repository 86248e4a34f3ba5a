import { type CSSProperties, type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LoadedModel } from '../../../shared/engine.ts';
import { formatBytes, formatSpeed } from '../../../shared/format.ts';
import { useSizePair } from '../../components/memory-bar.tsx';
import { attempt } from '../../errors.ts';
import { host } from '../../rpc.ts';
import { isHere, useEngine } from '../../stores/engine.ts';
import { useLibrary } from '../../stores/models.ts';
import { type FreeMemory, useMemory } from '../../stores/system.ts';
import { Button } from '../../ui/button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Menu } from '../../ui/menu.tsx';
import { Progress } from '../../ui/progress.tsx';

const minuteMs = 60_000;
/** A menu longer than this is no help; the model loader finds the others. */
const mostChoices = 15;

/** Draws again often enough for minutes. */
function useTicks(): void {
  const [, setTicks] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTicks((ticks) => ticks + 1), 10_000);
    return () => clearInterval(timer);
  }, []);
}

/** What a model that is ready does: answers, or waits to be unloaded. */
function Doing({ model: { activeRequests, queuedRequests, unloadsAt } }: { model: LoadedModel }) {
  const { t } = useTranslation();
  useTicks();
  if (activeRequests > 0) {
    const answering = t('server.loaded.answering', { count: activeRequests });
    return queuedRequests > 0 ? t('server.loaded.andWaiting', { answering, count: queuedRequests }) : answering;
  }
  if (unloadsAt === undefined) return t('server.loaded.stays');
  return t('server.loaded.idle', { count: Math.max(1, Math.ceil((unloadsAt - Date.now()) / minuteMs)) });
}

/** How fast its last answer was written; nothing before the first one. */
function LastSpeed({ tokensPerSecond }: Pick<LoadedModel, 'tokensPerSecond'>) {
  const { t, i18n } = useTranslation();
  if (tokensPerSecond === undefined) return null;
  const speed = formatSpeed(i18n.language, tokensPerSecond);
  return (
    <>
      {' · '}
      <span title={t('server.loaded.speedHint')}>{t('server.loaded.speed', { speed })}</span>
    </>
  );
}

function LoadedRow({ model }: { model: LoadedModel }) {
  const { t, i18n } = useTranslation();
  const { name, modelId, memoryBytes, state } = model;
  const unload = () => void attempt(host().then((client) => client.engine.unload({ modelId })));
  return (
    <li className="lm">
      <div className="row">
        <span className="m grow cut" title={modelId}>
          {name}
        </span>
        {memoryBytes !== undefined && <span className="num t-12 c2">{formatBytes(i18n.language, memoryBytes)}</span>}
        <IconButton
          size="sm"
          icon={state.type === 'loading' ? 'x' : 'eject'}
          label={state.type === 'loading' ? t('server.loaded.stop', { name }) : t('server.loaded.unload', { name })}
          onClick={unload}
        />
      </div>
      {state.type === 'loading' ? (
        <Progress className="mt-1" label={t('server.loaded.loading', { name })} value={state.progress} />
      ) : (
        <p className="t-12 c3 num">
          {state.type === 'ready' ? <Doing model={model} /> : t('server.loaded.ended')}
          {state.type === 'ready' && <LastSpeed {...model} />}
        </p>
      )}
    </li>
  );
}

/** The graphics card's memory where there is one, else the main memory. */
function Memory({ memory, modelBytes }: { memory: FreeMemory; modelBytes: number }) {
  const { t } = useTranslation();
  const pair = useSizePair();
  const { freeBytes, totalBytes } = memory.gpu ?? memory;
  const usedBytes = totalBytes - freeBytes;
  const ownBytes = Math.min(modelBytes, usedBytes);
  const share = (bytes: number) => ({ '--v': `${(100 * bytes) / totalBytes}%` }) as CSSProperties;
  const words = t(memory.gpu ? 'server.loaded.gpuMemory' : 'server.loaded.memory', { sizes: pair(usedBytes, totalBytes) });
  return (
    <>
      <div className="mem mt-2.5" role="img" aria-label={words}>
        <i className="used" style={share(usedBytes - ownBytes)} />
        <i className="model" style={share(ownBytes)} />
      </div>
      <p className="t-12 c3 num mt-[5px]">{words}</p>
    </>
  );
}

/** Every model in memory, whoever loaded it, with what it takes and how to give that back. */
export function LoadedModels({ aside }: { aside?: ReactNode }) {
  const { t } = useTranslation();
  const loaded = useEngine((state) => state.models);
  const models = useLibrary((state) => state.models);
  const memory = useMemory();
  const here = loaded.filter(isHere);
  const choices = models
    .filter(({ id, broken }) => !broken && !here.some(({ modelId }) => modelId === id))
    .toSorted((a, b) => (b.lastUsedAt ?? 0) - (a.lastUsedAt ?? 0))
    .slice(0, mostChoices)
    .map(({ id, name }) => ({ label: name, onSelect: () => void attempt(host().then((client) => client.engine.load({ modelId: id }))) }));
  const modelBytes = here.reduce((sum, { memoryBytes = 0 }) => sum + memoryBytes, 0);
  return (
    <section className="sec" aria-labelledby="sv-loaded">
      <div className="row mb-2.5">
        <h2 id="sv-loaded" className="h grow">
          {t('server.loaded.title')}
        </h2>
        {choices.length > 0 && (
          <Menu
            align="end"
            items={choices}
            trigger={
              <Button variant="quiet" size="sm" icon="plus" className="-mr-2">
                {t('server.loaded.load')}
              </Button>
            }
          />
        )}
        {aside}
      </div>
      {loaded.length === 0 ? (
        <p className="hint">{t('server.loaded.none')}</p>
      ) : (
        <ul>
          {loaded.map((model) => (
            <LoadedRow key={model.modelId} model={model} />
          ))}
        </ul>
      )}
      {memory && here.length > 0 && <Memory memory={memory} modelBytes={modelBytes} />}
    </section>
  );
}
