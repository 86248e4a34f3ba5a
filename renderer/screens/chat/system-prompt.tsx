import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../shared/format.ts';
import { host } from '../../rpc.ts';
import { changeSettings, useChatSettings } from '../../stores/chat-settings.ts';
import { useLoadedModel } from '../../stores/engine.ts';
import { Field } from '../../ui/field.tsx';
import { TextArea } from '../../ui/text-area.tsx';

const pauseMs = 400;

/** How many tokens a text is for a model; undefined while the model is not loaded. */
function useTokenCount(modelId: string | undefined, text: string): number | undefined {
  const isReady = useLoadedModel(modelId)?.state.type === 'ready';
  const [count, setCount] = useState<number>();
  useEffect(() => {
    if (!isReady || modelId === undefined || text === '') {
      setCount(undefined);
      return;
    }
    const end = new AbortController();
    const timer = setTimeout(async () => {
      try {
        const { tokens } = await (await host()).engine.countTokens({ modelId, text }, { signal: end.signal });
        if (!end.signal.aborted) setCount(tokens);
      } catch {
        // The model went away, or a newer text is being counted.
      }
    }, pauseMs);
    return () => {
      clearTimeout(timer);
      end.abort();
    };
  }, [isReady, modelId, text]);
  return count;
}

export function SystemPrompt({ conversationId, modelId }: { conversationId: string | undefined; modelId: string | undefined }) {
  const { t, i18n } = useTranslation();
  const { systemPrompt } = useChatSettings(conversationId);
  const tokens = useTokenCount(modelId, systemPrompt);
  return (
    <Field
      label={t('chat.systemPrompt')}
      aside={
        tokens !== undefined && (
          <span className="c3 num font-normal">{t('chat.tokens', { count: tokens, tokens: formatCount(i18n.language, tokens) })}</span>
        )
      }
    >
      <TextArea
        className="max-h-[40vh] min-h-[96px]"
        value={systemPrompt}
        maxLength={200_000}
        placeholder={t('chat.systemPromptHint')}
        onChange={(event) => changeSettings(conversationId, { systemPrompt: event.target.value })}
      />
    </Field>
  );
}
