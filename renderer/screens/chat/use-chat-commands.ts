import { useCommand } from '../../commands.ts';
import { attempt } from '../../errors.ts';
import { lastAnswer, regenerate, showVersion, stopWriting } from '../../stores/chat-actions.ts';
import { useThread, useThreads } from '../../stores/threads.ts';
import { isMedium, useUi } from '../../stores/ui.ts';

function stepVersion(conversationId: string, step: -1 | 1): void {
  const thread = useThreads.getState().byId[conversationId];
  const id = thread?.messageIds.findLast((one) => (thread.messages[one]?.versionCount ?? 1) > 1);
  const message = id === undefined ? undefined : thread?.messages[id];
  if (!message) return;
  const next = message.version + step;
  if (next >= 1 && next <= message.versionCount) void showVersion(conversationId, message.id, step);
}

/** Offers the commands of a conversation while it is open. */
export function useChatCommands(conversationId: string | undefined): void {
  const isBusy = useThread(conversationId, (thread) => thread.activity.type !== 'idle');
  const hasAnswer = useThread(conversationId, (thread) => thread.messageIds.some((id) => thread.messages[id]?.role === 'assistant'));
  const hasVersions = useThread(conversationId, (thread) => thread.messageIds.some((id) => (thread.messages[id]?.versionCount ?? 1) > 1));
  const id = conversationId;
  useCommand('copyAnswer', hasAnswer ? () => void attempt(navigator.clipboard.writeText(lastAnswer()?.text ?? '')) : undefined);
  useCommand(
    'answerAgain',
    hasAnswer && !isBusy
      ? () => {
          const answer = lastAnswer();
          if (answer) void regenerate(answer.conversationId, answer.messageId);
        }
      : undefined,
  );
  useCommand('previousVersion', id !== undefined && hasVersions && !isBusy ? () => stepVersion(id, -1) : undefined);
  useCommand('nextVersion', id !== undefined && hasVersions && !isBusy ? () => stepVersion(id, 1) : undefined);
  // Esc closes what lies on top before it stops the writing: a floating panel, say.
  useCommand(
    'stop',
    id !== undefined && isBusy
      ? () => {
          if (useUi.getState().isPanelOpen && isMedium()) useUi.setState({ isPanelOpen: false });
          else void stopWriting(id);
        }
      : undefined,
  );
}
