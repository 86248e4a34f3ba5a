/** One answer while it is written: tokens in, events out. Thought and text are parted, stop strings found, everything counted. */
import { randomBytes } from 'node:crypto';
import type { ChosenToken, FinishReason, GenerationEvent, Timings, Usage } from '../../shared/generation.ts';
import type { ChatTemplate } from './chat-template.ts';
import { Constraint } from './constraint.ts';
import type { Core, Grammar, Likelihood, Vocabulary } from './core.ts';
import type { OutputPart } from './output-part.ts';
import type { Prompt } from './prompt.ts';
import type { RunnerRequest } from './protocol.ts';
import { createSplitter, listMarks, type OutputSplitter } from './reasoning.ts';
import { StopStrings } from './stop-strings.ts';
import { TextStream } from './text-stream.ts';
import { BegunCallReader } from './tools/begun-call.ts';
import type { ToolReader } from './tools/tool-format.ts';

interface AnswerOptions {
  prompt: Prompt;
  template: ChatTemplate;
  core: Pick<Core, 'vocabulary' | 'createGrammar'>;
  request: RunnerRequest;
  emit(event: GenerationEvent): void;
}

/** No sampler looks further back than this where the request names no window. */
const recentLimit = 4096;

export class Answer {
  readonly tokens: number[] = [];
  finishReason: FinishReason | undefined;
  readonly #options: AnswerOptions;
  readonly #splitter: OutputSplitter;
  /** Unset where there is nothing to call. */
  readonly #tools: ToolReader | undefined;
  readonly #constraint: Constraint;
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
  #calls = 0;
  /** Tokens with their probabilities whose text is not out yet. */
  #chosen: ChosenToken[] = [];

  /** Throws AppError request.invalid for a grammar that is none. */
  constructor(options: AnswerOptions) {
    const { prompt, template, core, request } = options;
    const { vocabulary } = core;
    const { sampling } = request;
    this.#options = options;
    // Raw text has no thought and no turn of its own.
    const isRaw = request.prompt !== undefined;
    this.#splitter = createSplitter(isRaw ? { type: 'marks', open: '<think>', close: '</think>' } : template.reasoning, prompt.start);
    const { begunCall } = prompt;
    if (begunCall !== undefined) this.#tools = new BegunCallReader(begunCall);
    else this.#tools = request.tools.length > 0 ? template.toolFormat.createReader() : undefined;
    this.#constraint = new Constraint({ core, template, request, start: prompt.start, begunCall });
    this.#stops = new StopStrings([...sampling.stop, ...(isRaw ? [] : template.stops)]);
    this.#text = new TextStream(vocabulary, prompt.tokens);
    this.#marks = findMarkTokens(template, vocabulary);
    this.#recent = prompt.tokens.slice(-Math.max(recentLimit, sampling.repeatLastTokens)).filter((token) => !vocabulary.isControl(token));
  }

  /** What holds the next token. */
  grammar(): Grammar | undefined {
    return this.#constraint.current();
  }

  recentTokens(count: number): number[] {
    return this.#recent.slice(-count);
  }

  promptIsRead(): void {
    this.#promptMs = performance.now() - this.#startedAt;
  }

  /** Takes the next token; false when the answer ends with it. */
  add(token: number, likelihood?: Likelihood): boolean {
    const { request, core } = this.#options;
    const { sampling } = request;
    const { vocabulary } = core;
    this.#lastTokenAt = performance.now();
    if (this.#firstTokenAt === 0) this.#firstTokenAt = this.#lastTokenAt;
    if (vocabulary.isEndOfTurn(token)) return this.#finish('stop');
    this.tokens.push(token);
    this.#recent.push(token);
    const wasReasoning = this.#splitter.isReasoning;
    const text = this.#marks.get(token) ?? this.#text.push(token);
    if (likelihood) this.#chosen.push(this.#describe(token, likelihood));
    for (const part of text === '' ? [] : this.#splitter.push(text)) this.#take(part);
    this.#constraint.follow({
      token,
      text,
      isReasoning: this.#splitter.isReasoning,
      isUndecided: this.#splitter.isUndecided,
      isCalling: this.#tools?.isCalling ?? false,
      isHolding: this.#tools?.isHolding ?? false,
    });
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
    if (this.finishReason === 'stop' && this.#calls > 0) this.finishReason = 'tool-calls';
    const usage: Usage = {
      promptTokens: prompt.tokens.length,
      cachedTokens: numbers.cachedTokens,
      completionTokens: this.tokens.length,
      reasoningTokens: this.#reasoningTokens,
      contextLength: numbers.contextLength,
    };
    const stopString = this.#stops.found;
    const stop = stopString === undefined ? {} : { stopString };
    emit({ type: 'done', finishReason: this.finishReason, ...stop, usage, timings: this.#timings(), seed: numbers.seed });
  }

  #finish(reason: FinishReason): false {
    this.finishReason = reason;
    return false;
  }

  /** Text may hold calls. */
  #take(part: OutputPart): void {
    const parts = part.type === 'text' && this.#tools ? this.#tools.push(part.text) : [part];
    for (const one of parts) this.#write(one);
  }

  #write(part: OutputPart): void {
    const { emit, request } = this.#options;
    switch (part.type) {
      case 'reasoning':
        emit({ type: 'reasoning', text: part.text });
        this.#chosen = [];
        break;
      case 'text':
        this.#writeText(part.text);
        break;
      case 'call':
        this.#calls += 1;
        this.#chosen = [];
        emit({ type: 'tool-call-start', index: this.#calls - 1, id: `call_${randomBytes(12).toString('hex')}`, name: part.name });
        break;
      case 'arguments':
        if (part.text !== '') emit({ type: 'tool-call-arguments', index: this.#calls - 1, text: part.text });
        break;
      case 'call-end':
        emit({ type: 'tool-call-end', index: this.#calls - 1 });
        if (!request.parallelToolCalls) this.finishReason ??= 'tool-calls';
        break;
      default:
        part satisfies never;
    }
  }

  #writeText(said: string): void {
    if (this.finishReason === 'stop-string') return;
    const { text, isStopped } = this.#stops.push(said);
    this.#emitText(text);
    if (isStopped) this.#finish('stop-string');
  }

  /** Tokens whose text is held back go with the text that lets them out. */
  #emitText(text: string): void {
    if (text === '') return;
    const tokens = this.#chosen;
    this.#chosen = [];
    this.#options.emit({ type: 'text', text, ...(tokens.length > 0 && { tokens }) });
  }

  #flush(): void {
    for (const part of this.#splitter.flush()) this.#take(part);
    for (const part of this.#tools?.flush() ?? []) this.#write(part);
    if (this.finishReason !== 'stop-string') this.#emitText(this.#stops.flush());
  }

  #describe(token: number, { logprob, others }: Likelihood): ChosenToken {
    const tell = (id: number) => {
      const bytes = this.#options.core.vocabulary.bytesOf(id);
      return { text: this.#marks.get(id) ?? Buffer.from(bytes).toString(), bytes: [...bytes] };
    };
    return { ...tell(token), logprob, others: others.map((other) => ({ ...tell(other.token), logprob: other.logprob })) };
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

/** Marks of a thought or a call that are control tokens have no text, so their text is put in here. */
function findMarkTokens(template: ChatTemplate, vocabulary: Vocabulary): Map<number, string> {
  const marks = new Map<number, string>();
  for (const text of [...listMarks(template.reasoning), ...template.toolFormat.marks]) {
    const token = vocabulary.specialTokens.get(text);
    if (token !== undefined) marks.set(token.id, text);
  }
  return marks;
}
