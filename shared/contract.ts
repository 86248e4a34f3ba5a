import type { ContractRouterClient } from '@orpc/contract';
import { chats } from './chats.ts';
import { downloads } from './downloads.ts';
import { engine } from './engine.ts';
import { hub } from './hub.ts';
import { models } from './models.ts';
import { server } from './server.ts';
import { settings } from './settings.ts';
import { system } from './system.ts';

/** Every procedure a page may call. */
export const contract = { chats, downloads, engine, hub, models, server, settings, system };
export type Contract = typeof contract;
export type HostClient = ContractRouterClient<Contract>;
