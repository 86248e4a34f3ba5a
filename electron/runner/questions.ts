/** What a loaded model is asked besides answers: tokens, lengths, vectors. */
import { AppError } from '../../shared/errors.ts';
import type { ChatTemplate } from './chat-template.ts';
import type { Core, Vocabulary } from './core.ts';
import { buildPrompt, tokenizeParts } from './prompt.ts';
import type { Question, Reply } from './protocol.ts';

/** Throws AppError. */
export async function answerQuestion(
  question: Question,
  { core, template, signal }: { core: Core; template: ChatTemplate; signal: AbortSignal },
): Promise<Reply> {
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
      return { type: 'detokenize', text: vocabulary.detokenize(checkTokens(question.tokens, vocabulary), []) };
    case 'count-prompt': {
      const { turns, prompt: raw, tools, toolChoice, thinking } = question.request;
      return { type: 'count-prompt', tokens: buildPrompt({ turns, raw, tools, toolChoice, thinking, template, vocabulary }).tokens.length };
    }
    case 'embed': {
      const inputs = question.inputs.map((input) => toTokens(input, vocabulary));
      return { type: 'embed', ...(await core.embed(inputs, signal)) };
    }
    default:
      return question satisfies never;
  }
}

/** With the vocabulary's first token. Throws request.invalid for a number that is no token of this model. */
function toTokens(input: string | number[], vocabulary: Vocabulary): number[] {
  const tokens = typeof input === 'string' ? tokenizeParts([{ type: 'content', text: input }], vocabulary) : checkTokens(input, vocabulary);
  if (tokens.length === 0) throw new AppError('request.invalid', 'There is nothing to read.', { data: { reason: 'an input is empty' } });
  return tokens;
}

function checkTokens(tokens: number[], { size }: Vocabulary): number[] {
  const wrong = tokens.find((token) => token < 0 || token >= size);
  if (wrong === undefined) return tokens;
  throw new AppError('request.invalid', 'There is no such token.', { data: { reason: `${wrong} is no token of this model` } });
}
