import type { IncomingHttpHeaders } from 'node:http';
import type { DatabaseSync } from 'node:sqlite';
import type { FastifyInstance } from 'fastify';
import type { DownloadsService } from '../services/downloads/downloads.ts';
import type { EngineService } from '../services/engine/engine.ts';
import type { Generator, TextTools } from '../services/engine/generator.ts';
import type { HubService } from '../services/hub/hub.ts';
import type { ModelsService } from '../services/models/models.ts';
import type { ApiError } from './http/api-error.ts';

/** What a dialect may use. It only translates: whatever makes text goes through `engine.generate`. */
export interface ApiParts {
  engine: Generator & TextTools & Pick<EngineService, 'load' | 'unload' | 'watch' | 'loadedModelIds' | 'estimateAll'>;
  models: Pick<ModelsService, 'library' | 'find' | 'remove' | 'ready' | 'readHeader'>;
  downloads: Pick<DownloadsService, 'add' | 'watch' | 'cancel' | 'resume'>;
  hub: Pick<HubService, 'describe'>;
  /** For what a dialect keeps between requests, in tables of its own. */
  database: DatabaseSync;
  version: string;
}

/** The words of one family of clients: its paths, and its own shape for every failure. */
export interface Dialect {
  /** Whether a path belongs to it, also one that does not exist: the failure then has its shape. */
  owns(path: string, headers: IncomingHttpHeaders): boolean;
  /** `status` where the family has a number of its own for it. */
  toError(error: ApiError): { body: unknown; headers?: Record<string, string>; status?: number };
  register(server: FastifyInstance, parts: ApiParts): void;
}
