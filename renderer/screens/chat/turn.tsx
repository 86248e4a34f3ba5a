import { memo } from 'react';
import { useDrafts } from '../../stores/drafts.ts';
import { useMessage } from '../../stores/threads.ts';
import { AnswerTurn } from './answer-turn.tsx';
import { EditTurn } from './edit-turn.tsx';
import { UserTurn } from './user-turn.tsx';

interface TurnProps {
  conversationId: string;
  messageId: string;
  /** The newest of the conversation: what goes on from here goes on from it. */
  isLast: boolean;
}

/** One message of the thread, or the field that it is being edited in. */
export const Turn = memo(function Turn({ conversationId, messageId, isLast }: TurnProps) {
  const message = useMessage(conversationId, messageId);
  const isEdited = useDrafts((state) => state.edits[messageId] !== undefined);
  if (!message) return null;
  if (isEdited) return <EditTurn message={message} />;
  return message.role === 'user' ? <UserTurn message={message} /> : <AnswerTurn message={message} isLast={isLast} />;
});
