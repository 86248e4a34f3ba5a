/** The child process around one model: the only place that loads the engine. It may crash; the host notices and says so. */
import { AppError } from '../../shared/errors.ts';
import type { WireError } from '../../shared/procedure.ts';
import { type ChatTemplate, createChatTemplate } from './chat-template.ts';
import type { Core } from './core.ts';
import { generate } from './generation.ts';
import { HardwareProbe } from './hardware.ts';
import { loadNodeLlamaCore } from './node-llama-core.ts';
import { Outbox } from './outbox.ts';
import { connectParent } from './parent.ts';
import type { MessageToRunner, Question, RunnerLoadOptions, RunnerRequest } from './protocol.ts';
import { answerQuestion } from './questions.ts';
import { Slots } from './slots.ts';

/** The engine tells of every tensor. */
const progressStep = 0.01;

const parent = connectParent();
const probe = new HardwareProbe();
const running = new Map<number, AbortController>();
let model: { core: Core; template: ChatTemplate; slots: Slots } | undefined;

parent.onMessage((message) => {
  void handle(message).catch((error) => parent.send({ type: 'failed', reason: String(error) }));
});

async function handle(message: MessageToRunner): Promise<void> {
  switch (message.type) {
    case 'hardware':
      return parent.send({ type: 'hardware', hardware: await probe.readHardware(), memory: await probe.readMemory() });
    case 'memory':
      return parent.send({ type: 'memory', memory: await probe.readMemory() });
    case 'load':
      return load(message.options);
    case 'generate':
      return answer(message.id, message.request);
    case 'abort':
      return running.get(message.id)?.abort();
    case 'ask':
      return reply(message.id, message.question);
    default:
      return message satisfies never;
  }
}

async function load(options: RunnerLoadOptions): Promise<void> {
  try {
    let shown = 0;
    const core = await loadNodeLlamaCore(options, (progress) => {
      if (progress - shown < progressStep) return;
      shown = progress;
      parent.send({ type: 'progress', progress });
    });
    const template = createChatTemplate(core.chatTemplate, core.vocabulary, core.readTemplate);
    model = { core, template, slots: new Slots(core.sequences) };
    const { source, reason } = template;
    const { contextLength, memoryBytes, occupied, gpuLayers } = core;
    const info = { contextLength, memoryBytes, occupied, gpuLayers, template: { source, ...(reason !== undefined && { reason }) } };
    parent.send({ type: 'loaded', info });
  } catch (error) {
    parent.send({ type: 'load-failed', error: toWireError(error) });
  }
}

async function answer(id: number, request: RunnerRequest): Promise<void> {
  const outbox = new Outbox((events) => parent.send({ type: 'events', id, events }));
  if (model === undefined) return outbox.push({ type: 'error', error: { code: 'engine.not-loaded' } });
  const controller = new AbortController();
  running.set(id, controller);
  await generate({ ...model, request, signal: controller.signal, emit: (event) => outbox.push(event) });
  running.delete(id);
}

async function reply(id: number, question: Question): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  try {
    if (model === undefined) throw new AppError('engine.not-loaded', 'No model is loaded.');
    parent.send({ type: 'reply', id, reply: await answerQuestion(question, { ...model, signal: controller.signal }) });
  } catch (error) {
    const wire = error instanceof AppError ? error.toWire() : { code: 'engine.crashed', data: { cause: 'exit', log: String(error) } };
    parent.send({ type: 'refused', id, error: wire });
  } finally {
    running.delete(id);
  }
}

function toWireError(error: unknown): WireError {
  if (error instanceof AppError) return error.toWire();
  return { code: 'model.load-failed', data: { reason: String(error) } };
}
