import type { ContractRouterClient } from '@orpc/contract';
import { chats } from './chats.ts';
import { engine } from './engine.ts';
import { models } from './models.ts';
import { settings } from './settings.ts';
import { system } from './system.ts';

/** Every procedure a page may call. */
export const contract = { chats, engine, models, settings, system };
export type Contract = typeof contract;
export type HostClient = ContractRouterClient<Contract>;
