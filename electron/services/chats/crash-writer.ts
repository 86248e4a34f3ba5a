/** For a test: a host that writes an answer forever and tells, word by word, how far it is, until somebody kills it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { GenerationEvent } from '../../../shared/generation.ts';
import type { Generator } from '../engine/generator.ts';
import { openTestChats } from './test-chats.ts';

class EndlessGenerator implements Generator {
  async *generate(): AsyncGenerator<GenerationEvent> {
    for (let index = 0; ; index += 1) {
      yield { type: 'text', text: `${index} ` };
      process.stdout.write(`${Date.now()} ${index}\n`);
      await sleep(2);
    }
  }
}

const [folder = ''] = process.argv.slice(2);
const { chats } = openTestChats({ folder, engine: new EndlessGenerator() });
chats.send({ conversationId: chats.create({}).id, text: 'Count' });
