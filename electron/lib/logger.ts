/** The host's log: one line per event in logs/, bounded by rotation, with secrets blanked before anything is written. */
import { appendFileSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

const levels = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof levels)[number];

export interface Logger {
  debug(message: string, data?: Record<string, unknown>): void;
  info(message: string, data?: Record<string, unknown>): void;
  warn(message: string, data?: Record<string, unknown>): void;
  error(message: string, data?: Record<string, unknown>): void;
}

interface LoggerOptions {
  folder: string;
  level?: LogLevel;
  /** One file's limit; the whole log takes at most `fileCount` times this. */
  maxFileBytes?: number;
  fileCount?: number;
}

const secretKey = /token|secret|password|cookie|authorization|api.?key/i;
const secretText = /((?:token|secret|password|api[-_]?key|authorization)["']?\s*[=:]\s*["']?)(?:bearer\s+)?[^\s"'&,;}]+/gi;
/** A prompt that slips into an error must not fill the log. */
const maxTextLength = 8_000;

function blank(text: string): string {
  const short = text.length > maxTextLength ? `${text.slice(0, maxTextLength)}…` : text;
  return short.replace(secretText, '$1***');
}

function describe(key: string, value: unknown): unknown {
  if (key !== '' && secretKey.test(key) && value !== undefined && typeof value !== 'number') return '***';
  if (value instanceof Error) return { name: value.name, message: value.message, stack: value.stack, cause: value.cause };
  return typeof value === 'string' ? blank(value) : value;
}

function format(level: LogLevel, message: string, data: Record<string, unknown> | undefined): string {
  const head = `${new Date().toISOString()} ${level.toUpperCase().padEnd(5)} ${blank(message).replaceAll('\n', '\\n')}`;
  if (data === undefined) return `${head}\n`;
  try {
    return `${head} ${JSON.stringify(data, describe)}\n`;
  } catch {
    return `${head} (data that cannot be written as JSON)\n`;
  }
}

/** Writes alcove.log in the folder, then alcove.1.log and so on as it grows. A full or read-only disk loses lines, never the app. */
export function createLogger(options: LoggerOptions): Logger {
  const { folder, level: lowest = 'info', maxFileBytes = 2_000_000, fileCount = 4 } = options;
  const nameOf = (index: number) => join(folder, index === 0 ? 'alcove.log' : `alcove.${index}.log`);
  let sizeBytes = sizeOf(nameOf(0));

  function rotate(): void {
    rmSync(nameOf(fileCount - 1), { force: true });
    for (let index = fileCount - 2; index >= 0; index -= 1) {
      try {
        renameSync(nameOf(index), nameOf(index + 1));
      } catch {
        // This one does not exist yet.
      }
    }
    sizeBytes = 0;
  }

  function write(level: LogLevel, message: string, data?: Record<string, unknown>): void {
    if (levels.indexOf(level) < levels.indexOf(lowest)) return;
    const line = format(level, message, data);
    try {
      if (sizeBytes === 0) mkdirSync(folder, { recursive: true });
      if (sizeBytes > 0 && sizeBytes + Buffer.byteLength(line) > maxFileBytes) rotate();
      appendFileSync(nameOf(0), line, { mode: 0o600 });
      sizeBytes += Buffer.byteLength(line);
    } catch {
      // Nowhere left to say it.
    }
  }

  return {
    debug: (message, data) => write('debug', message, data),
    info: (message, data) => write('info', message, data),
    warn: (message, data) => write('warn', message, data),
    error: (message, data) => write('error', message, data),
  };
}

function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    return 0;
  }
}

/** For tests and tools that keep no log. */
export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };
