/** OpenAI's harmony format: a call is a message on the commentary channel to a function (github.com/openai/harmony, docs/format.md). */
import { gbnfText } from '../../lib/gbnf.ts';
import { channelMarks } from '../reasoning.ts';
import { callRules, type ToolFormat } from './tool-format.ts';

const { channel, message, start, end } = channelMarks;

export const channelCalls: ToolFormat = {
  name: 'channels',
  marks: [],
  isInTemplate: true,
  argumentsForm: 'object',
  holdsThought: true,
  /** One call ends the model's turn. It may think before it. */
  writeGrammar(tools) {
    const thought = `(${gbnfText(`${channel}analysis${message}`)} [^<]* ${gbnfText(`${end}${start}assistant`)})?`;
    const calls = tools.map(
      ({ name, grammar }) => `${gbnfText(`${channel}commentary to=functions.${name} <|constrain|>json${message}`)} ${grammar.root}`,
    );
    return { root: `${thought} call`, rules: callRules(calls.join(' | ')) };
  },
  // The splitter of channels reads them already.
  createReader: () => ({
    isCalling: false,
    isHolding: false,
    push: (text) => (text === '' ? [] : [{ type: 'text', text }]),
    flush: () => [],
  }),
};
