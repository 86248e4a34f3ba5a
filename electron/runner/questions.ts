/** What a loaded model is asked besides answers: tokens, lengths, vectors. */
import { AppError } from '../../shared/errors.ts';
import type { ChatTemplate } from './chat-template.ts';
import type { Core } from './core.ts';
import { buildPrompt, tokenizeParts } from './prompt.ts';
import type { Question, Reply } from './protocol.ts';

/** Throws AppError. */
export async function answerQuestion(question: Question, { core, template }: { core: Core; template: ChatTemplate }): Promise<Reply> {
  const { vocabulary } = core;
  switch (question.type) {
    case 'tokenize': {
      const { text, hasControlTokens } = question;
      return {
        type: 'tokenize',
        tokens: hasControlTokens ? tokenizeParts([{ type: 'template', text }], vocabulary) : vocabulary.tokenize(text),
      };
    }
    case 'detokenize':
      return { type: 'detokenize', text: vocabulary.detokenize(question.tokens, []) };
    case 'count-prompt': {
      const { turns, thinking } = question.request;
      return { type: 'count-prompt', tokens: buildPrompt({ turns, thinking, template, vocabulary }).tokens.length };
    }
    case 'embed':
      throw new AppError('model.unable', 'This model has no vectors.', { data: { ability: 'embed' } });
    default:
      return question satisfies never;
  }
}
