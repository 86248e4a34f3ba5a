/** Every failure in the person's words: what happened, what was kept, what to do. The host sends codes, never sentences. */
import i18next, { type TFunction } from 'i18next';
import type { AppErrorCode } from '../shared/errors.ts';
import { formatBytes, formatCount } from '../shared/format.ts';
import type { BrokenReason } from '../shared/models.ts';
import type { WireError } from '../shared/procedure.ts';
import { hubDescriptions } from './hub-errors.ts';
import { onConnection } from './rpc.ts';
import { toast } from './stores/toasts.ts';

export interface ErrorText {
  happened: string;
  kept?: string | undefined;
  next: string;
}

type Data = Record<string, unknown>;
type Describe = (t: TFunction, data: Data) => ErrorText;

const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
const bytes = (value: unknown): string => formatBytes(i18next.language, typeof value === 'number' ? value : 0);
const count = (value: unknown): string => formatCount(i18next.language, typeof value === 'number' ? value : 0);

const brokenReasons: Record<BrokenReason, (t: TFunction, missingBytes: unknown) => string> = {
  'not-gguf': (t) => t('errors.broken.notGguf'),
  truncated: (t, missing) =>
    typeof missing === 'number' ? t('errors.broken.truncated', { size: bytes(missing) }) : t('errors.broken.endsEarly'),
  'missing-parts': (t) => t('errors.broken.missingParts'),
  'unsupported-version': (t) => t('errors.broken.unsupportedVersion'),
  'bad-metadata': (t) => t('errors.broken.badMetadata'),
  unsafe: (t) => t('errors.broken.unsafe'),
  unreadable: (t) => t('errors.broken.unreadable'),
};

/** Why a model file cannot be used, in one sentence. */
export function describeBroken(t: TFunction, broken: { reason: BrokenReason; missingBytes?: number | undefined }): string {
  return brokenReasons[broken.reason](t, broken.missingBytes);
}

const isBrokenReason = (value: unknown): value is BrokenReason => typeof value === 'string' && value in brokenReasons;

const descriptions: Record<AppErrorCode, Describe> = {
  'model.not-found': (t, data) => ({
    happened: t('errors.modelNotFound.happened', { name: text(data.name) }),
    next: data.nearest ? t('errors.modelNotFound.nearest', { name: text(data.nearest) }) : t('errors.modelNotFound.next'),
  }),
  'model.broken': (t, data) => ({
    happened: isBrokenReason(data.reason) ? brokenReasons[data.reason](t, data.missingBytes) : t('errors.broken.badMetadata'),
    kept: t('errors.modelBroken.kept'),
    next: data.reason === 'unreadable' ? t('errors.modelBroken.permissions') : t('errors.modelBroken.next'),
  }),
  'model.in-use': (t, data) => ({
    happened: t('errors.modelInUse.happened', { name: text(data.name) }),
    next: t('errors.modelInUse.next'),
  }),
  'model.built-in': (t) => ({ happened: t('errors.modelBuiltIn.happened'), next: t('errors.modelBuiltIn.next') }),
  'model.read-only': (t, data) => ({
    happened: t('errors.modelReadOnly.happened', { name: text(data.name) }),
    next: t('errors.modelReadOnly.next'),
  }),
  'model.exists': (t, data) => ({
    happened: t('errors.modelExists.happened', { name: text(data.name) }),
    next: t('errors.modelExists.next'),
  }),
  'model.no-origin': (t, data) => ({
    happened: t('errors.noOrigin.happened', { name: text(data.name) }),
    next: t('errors.noOrigin.next'),
  }),
  'model.load-failed': (t) => ({
    happened: t('errors.loadFailed.happened'),
    kept: t('errors.loadFailed.kept'),
    next: t('errors.loadFailed.next'),
  }),
  'model.load-cancelled': (t) => ({ happened: t('errors.loadCancelled.happened'), next: t('errors.loadCancelled.next') }),
  'model.not-enough-memory': (t, data) => ({
    happened: t('errors.notEnoughMemory.happened', { needed: bytes(data.neededBytes), free: bytes(data.freeBytes) }),
    kept: t('errors.notEnoughMemory.kept'),
    next: t('errors.notEnoughMemory.next'),
  }),
  'engine.crashed': (t, data) => ({
    happened: data.cause === 'out-of-memory' ? t('errors.crashed.outOfMemory') : t('errors.crashed.happened'),
    kept: t('errors.crashed.kept'),
    next: data.cause === 'out-of-memory' ? t('errors.crashed.lessMemory') : t('errors.crashed.next'),
  }),
  'engine.not-loaded': (t) => ({ happened: t('errors.notLoaded.happened'), next: t('errors.notLoaded.next') }),
  'context.exceeded': (t, data) => ({
    happened: t('errors.contextExceeded.happened', { tokens: count(data.promptTokens), limit: count(data.contextLength) }),
    kept: t('errors.contextExceeded.kept'),
    next: t('errors.contextExceeded.next'),
  }),
  'chat.not-found': (t) => ({ happened: t('errors.chatNotFound.happened'), next: t('errors.chatNotFound.next') }),
  'chat.message-not-found': (t) => ({ happened: t('errors.messageNotFound.happened'), next: t('errors.messageNotFound.next') }),
  'chat.busy': (t) => ({ happened: t('errors.chatBusy.happened'), next: t('errors.chatBusy.next') }),
  'chat.no-model': (t) => ({ happened: t('errors.noModel.happened'), kept: t('errors.noModel.kept'), next: t('errors.noModel.next') }),
  'import.not-gguf': (t, data) => ({
    happened: t('errors.importNotGguf.happened', { name: text(data.name) }),
    kept: t('errors.importNotGguf.kept'),
    next: t('errors.importNotGguf.next'),
  }),
  'import.exists': (t, data) => ({
    happened: t('errors.importExists.happened', { name: text(data.name) }),
    kept: t('errors.importExists.kept'),
    next: t('errors.importExists.next'),
  }),
  'import.too-large': (t, data) => ({
    happened: t('errors.importTooLarge.happened', {
      name: text(data.name),
      needed: bytes(data.neededBytes),
      free: bytes(data.freeBytes),
    }),
    kept: t('errors.importTooLarge.kept'),
    next: t('errors.importTooLarge.next'),
  }),
  'file.not-found': (t, data) => ({
    happened: t('errors.fileNotFound.happened', { path: text(data.path) }),
    next: t('errors.fileNotFound.next'),
  }),
  'file.not-allowed': (t, data) => ({
    happened: t('errors.fileNotAllowed.happened', { path: text(data.path) }),
    next: t('errors.fileNotAllowed.next'),
  }),
  'file.no-space': (t, data) => ({
    happened:
      typeof data.neededBytes === 'number' && typeof data.freeBytes === 'number'
        ? t('errors.noSpace.short', { size: bytes(data.neededBytes - data.freeBytes) })
        : t('errors.noSpace.happened'),
    kept: t('errors.noSpace.kept'),
    next: t('errors.noSpace.next'),
  }),
  'file.failed': (t, data) => ({
    happened: t('errors.fileFailed.happened', { path: text(data.path) }),
    kept: t('errors.fileFailed.kept'),
    next: t('errors.fileFailed.next', { reason: text(data.reason) }),
  }),
  'undo.expired': (t) => ({ happened: t('errors.undoExpired.happened'), next: t('errors.undoExpired.next') }),
  'settings.not-saved': (t) => ({
    happened: t('errors.notSaved.happened'),
    kept: t('errors.notSaved.kept'),
    next: t('errors.notSaved.next'),
  }),
  'database.newer': (t) => ({
    happened: t('errors.databaseNewer.happened'),
    kept: t('errors.databaseNewer.kept'),
    next: t('errors.databaseNewer.next'),
  }),
  ...hubDescriptions,
  'platform.unsupported': (t) => ({ happened: t('errors.unsupported.happened'), next: t('errors.unsupported.next') }),
  'engine.busy': (t) => ({ happened: t('errors.busy.happened'), next: t('errors.busy.next') }),
  'model.unable': (t, data) => ({
    happened: t('errors.unable.happened', { name: text(data.name) }),
    next: t('errors.unable.next'),
  }),
  'server.port-taken': (t, data) => ({
    happened: data.program
      ? t('errors.portTaken.by', { port: text(data.port), program: text(data.program) })
      : t('errors.portTaken.happened', { port: text(data.port) }),
    next: data.freePort ? t('errors.portTaken.free', { port: text(data.freePort) }) : t('errors.portTaken.next'),
  }),
  'server.port-refused': (t, data) => ({
    happened: t('errors.portRefused.happened', { port: text(data.port) }),
    next: t('errors.portRefused.next'),
  }),
  'server.address-unknown': (t, data) => ({
    happened: t('errors.addressUnknown.happened', { address: text(data.host) }),
    next: t('errors.addressUnknown.next'),
  }),
  'server.key-not-found': (t) => ({ happened: t('errors.keyNotFound.happened'), next: t('errors.keyNotFound.next') }),
  'schema.unsupported': (t, data) => ({
    happened: t('errors.schema.happened', { keyword: text(data.keyword), path: text(data.path) || '/' }),
    kept: t('errors.schema.kept'),
    next: t('errors.schema.next'),
  }),
  'request.invalid': (t) => ({
    happened: t('errors.invalid.happened'),
    kept: t('errors.invalid.kept'),
    next: t('errors.invalid.next'),
  }),
};

const isKnown = (code: string): code is AppErrorCode => code in descriptions;

/** The page's own code: the host went away before it answered. */
const connectionLost = 'connection.lost';

/** What to tell about an error; a neutral sentence for one that is a bug. */
export function describeError(t: TFunction, error: WireError): ErrorText {
  if (isKnown(error.code)) return descriptions[error.code](t, error.data ?? {});
  if (error.code === connectionLost) {
    return { happened: t('errors.connectionLost.happened'), kept: t('errors.unknown.kept'), next: t('errors.connectionLost.next') };
  }
  return { happened: t('errors.unknown.happened'), kept: t('errors.unknown.kept'), next: t('errors.unknown.next') };
}

interface Thrown {
  name?: unknown;
  code?: unknown;
  data?: { code?: unknown; data?: Record<string, unknown> };
}

/** A rejected call as it travelled: the host's own code, request.invalid for refused input, "unknown" for anything else. */
export function toWireError(thrown: unknown): WireError {
  const { code, data } = (thrown ?? {}) as Thrown;
  if (code === 'APP_ERROR' && typeof data?.code === 'string') return { code: data.code, ...(data.data ? { data: data.data } : {}) };
  return { code: code === 'BAD_REQUEST' ? ('request.invalid' satisfies AppErrorCode) : 'unknown' };
}

let isHostAway = false;
onConnection((state) => {
  isHostAway = state === 'lost';
});

/** Why a call failed. One that was under way when the host went away fails a moment before the page knows why. */
export async function explain(thrown: unknown): Promise<WireError> {
  const error = toWireError(thrown);
  if (error.code !== 'unknown') return error;
  await new Promise((resolve) => setTimeout(resolve, 50));
  return isHostAway ? { code: connectionLost } : error;
}

const isAborted = (thrown: unknown): boolean => (thrown as Thrown | undefined)?.name === 'AbortError';

/** Waits for a call to the host. A failure becomes a message that stays until it is closed, and undefined is returned. */
export async function attempt<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (thrown) {
    if (!isAborted(thrown)) showError(await explain(thrown));
    return undefined;
  }
}

/** Shows an error as a message that stays. */
export function showError(error: WireError): void {
  const { happened, kept, next } = describeError(i18next.t, error);
  toast({ tone: 'bad', text: happened, detail: [kept, next].filter(Boolean).join(i18next.t('app.sentenceGap')) });
}
