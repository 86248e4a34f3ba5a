import { Popover } from 'radix-ui';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { formatPercent } from '../../shared/format.ts';
import { commandShortcut } from '../commands.ts';
import { useConversationModelId, useLoadedModel } from '../stores/engine.ts';
import { useModel } from '../stores/models.ts';
import { useUi } from '../stores/ui.ts';
import { Icon } from '../ui/icon.tsx';
import { Kbd } from '../ui/kbd.tsx';
import { ModelLoader } from './model-loader/model-loader.tsx';

interface ModelPillProps {
  /** The conversation's own model; without one, the model it would use is shown. */
  modelId: string | undefined;
  /** A model was chosen for this conversation; loading it has been started where that was needed. */
  onChoose: (modelId: string) => void;
}

/** After a choice the next thing is to write: true when there is where to. */
function focusComposer(): boolean {
  const field = document.querySelector<HTMLTextAreaElement>('.composer textarea');
  field?.focus();
  return field !== null;
}

/** The model of a conversation, with its state, in the header bar; opens the loader. */
export function ModelPill({ modelId, onChoose }: ModelPillProps) {
  const { t, i18n } = useTranslation();
  const isOpen = useUi((state) => state.isLoaderOpen);
  const setOpen = (isLoaderOpen: boolean) => useUi.setState({ isLoaderOpen });
  const id = useConversationModelId(modelId);
  const model = useModel(id);
  const state = useLoadedModel(id)?.state;
  const look = { loading: 'busy', ready: 'on', crashed: 'bad', failed: 'bad', none: '' }[state?.type ?? 'none'];
  const hasChosen = useRef(false);
  const words = model && t(`loader.states.${state?.type ?? 'none'}`);
  return (
    <Popover.Root open={isOpen} onOpenChange={setOpen}>
      <Popover.Trigger className="model-pill" title={model?.name}>
        {state?.type === 'loading' ? <LoadRing share={state.progress} /> : <span className={`status ${look}`} />}
        <span className="cut">{model?.name ?? t('loader.chooseModel')}</span>
        {state?.type === 'loading' ? (
          <span className="c3 t-12 num font-normal">{formatPercent(i18n.language, state.progress)}</span>
        ) : (
          model?.quantization && <span className="c3 t-12 num pill-det font-normal">{model.quantization}</span>
        )}
        {words && <span className="sr">{words}</span>}
        <Icon name="updown" size={14} />
        <Kbd>{commandShortcut('loadModel')}</Kbd>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="popover overflow-hidden"
          aria-label={t('loader.title')}
          align="center"
          sideOffset={5}
          collisionPadding={12}
          onCloseAutoFocus={(event) => {
            if (hasChosen.current && focusComposer()) event.preventDefault();
            hasChosen.current = false;
          }}
        >
          <ModelLoader
            modelId={modelId}
            onChoose={(chosenId) => {
              hasChosen.current = true;
              onChoose(chosenId);
            }}
            onClose={() => setOpen(false)}
          />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

const ringLength = 2 * Math.PI * 6;

function LoadRing({ share }: { share: number }) {
  const ring = { cx: 8, cy: 8, r: 6, fill: 'none', strokeWidth: 2.5 };
  return (
    <svg viewBox="0 0 16 16" className="size-4 flex-none -rotate-90" aria-hidden="true">
      <circle {...ring} className="stroke-text/15" />
      <circle {...ring} className="stroke-accent" strokeDasharray={`${share * ringLength} ${ringLength}`} />
    </svg>
  );
}
