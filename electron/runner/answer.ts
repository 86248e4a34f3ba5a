/** One answer while it is written: tokens in, events out. Thought and text are parted, stop strings found, everything counted. */
import type { FinishReason, GenerationEvent, Timings, Usage } from '../../shared/generation.ts';
import type { Sampling } from '../../shared/sampling.ts';
import type { ChatTemplate } from './chat-template.ts';
import type { Vocabulary } from './core.ts';
import type { Prompt } from './prompt.ts';
import { createSplitter, listMarks, type OutputPart, type OutputSplitter } from './reasoning.ts';
import { StopStrings } from './stop-strings.ts';
import { TextStream } from './text-stream.ts';

interface AnswerOptions {
  prompt: Prompt;
  template: ChatTemplate;
  vocabulary: Vocabulary;
  sampling: Sampling;
  emit(event: GenerationEvent): void;
}

/** No sampler looks further back than this where the request names no window. */
const recentLimit = 4096;

export class Answer {
  readonly tokens: number[] = [];
  finishReason: FinishReason | undefined;
  readonly #options: AnswerOptions;
  readonly #splitter: OutputSplitter;
  readonly #stops: StopStrings;
  readonly #text: TextStream;
  readonly #marks: Map<number, string>;
  /** What counts as repeated: the words of the prompt and of the answer, no control tokens. */
  readonly #recent: number[];
  readonly #startedAt = performance.now();
  #promptMs = 0;
  #firstTokenAt = 0;
  #lastTokenAt = 0;
  #reasoningEndedAt = 0;
  #reasoningTokens = 0;

  constructor(options: AnswerOptions) {
    const { prompt, template, vocabulary, sampling } = options;
    this.#options = options;
    this.#splitter = createSplitter(template.reasoning, prompt.start);
    this.#stops = new StopStrings([...sampling.stop, ...template.stops]);
    this.#text = new TextStream(vocabulary, prompt.tokens);
    this.#marks = findMarkTokens(template, vocabulary);
    this.#recent = prompt.tokens.slice(-Math.max(recentLimit, sampling.repeatLastTokens)).filter((token) => !vocabulary.isControl(token));
  }

  recentTokens(count: number): number[] {
    return this.#recent.slice(-count);
  }

  promptIsRead(): void {
    this.#promptMs = performance.now() - this.#startedAt;
  }

  /** Takes the next token; false when the answer ends with it. */
  add(token: number): boolean {
    const { vocabulary, sampling } = this.#options;
    this.#lastTokenAt = performance.now();
    if (this.#firstTokenAt === 0) this.#firstTokenAt = this.#lastTokenAt;
    if (vocabulary.isEndOfTurn(token)) return this.#finish('stop');
    this.tokens.push(token);
    this.#recent.push(token);
    const wasReasoning = this.#splitter.isReasoning;
    const text = this.#marks.get(token) ?? this.#text.push(token);
    for (const part of text === '' ? [] : this.#splitter.push(text)) this.#write(part);
    if (wasReasoning || this.#splitter.isReasoning) {
      this.#reasoningTokens += 1;
      this.#reasoningEndedAt = this.#lastTokenAt;
    }
    if (this.finishReason !== undefined) return false;
    return this.tokens.length < (sampling.maxTokens ?? Number.POSITIVE_INFINITY) || this.#finish('length');
  }

  /** Lets out what was held back and says how it ended. */
  end(finishReason: FinishReason, numbers: Pick<Usage, 'cachedTokens' | 'contextLength'> & { seed: number }): void {
    const { emit, prompt } = this.#options;
    this.finishReason ??= finishReason;
    if (this.finishReason !== 'stop-string') this.#flush();
    const usage: Usage = {
      promptTokens: prompt.tokens.length,
      cachedTokens: numbers.cachedTokens,
      completionTokens: this.tokens.length,
      reasoningTokens: this.#reasoningTokens,
      contextLength: numbers.contextLength,
    };
    emit({ type: 'done', finishReason: this.finishReason, usage, timings: this.#timings(), seed: numbers.seed });
  }

  #finish(reason: FinishReason): false {
    this.finishReason = reason;
    return false;
  }

  #write(part: OutputPart): void {
    const { emit } = this.#options;
    if (part.type === 'reasoning') {
      emit(part);
      return;
    }
    if (this.finishReason === 'stop-string') return;
    const { text, isStopped } = this.#stops.push(part.text);
    if (text !== '') emit({ type: 'text', text });
    if (isStopped) this.#finish('stop-string');
  }

  #flush(): void {
    for (const part of this.#splitter.flush()) this.#write(part);
    const held = this.#stops.flush();
    if (held !== '' && this.finishReason !== 'stop-string') this.#options.emit({ type: 'text', text: held });
  }

  #timings(): Timings {
    const decodeMs = this.#lastTokenAt - this.#firstTokenAt;
    return {
      firstTokenMs: this.#firstTokenAt === 0 ? 0 : this.#firstTokenAt - this.#startedAt,
      promptMs: this.#promptMs,
      decodeMs,
      reasoningMs: this.#reasoningEndedAt === 0 ? 0 : this.#reasoningEndedAt - this.#firstTokenAt,
      // The first token came with the prompt.
      tokensPerSecond: decodeMs > 0 ? ((this.tokens.length - 1) / decodeMs) * 1000 : 0,
    };
  }
}

/** Marks of a thought that are control tokens have no text, so their text is put in here. */
function findMarkTokens(template: ChatTemplate, vocabulary: Vocabulary): Map<number, string> {
  const marks = new Map<number, string>();
  for (const text of listMarks(template.reasoning)) {
    const token = vocabulary.specialTokens.get(text);
    if (token !== undefined) marks.set(token.id, text);
  }
  return marks;
}
