import { afterEach, expect, test } from 'vitest';
import type { Dialect } from '../dialect.ts';
import { ApiError, toApiError } from './api-error.ts';
import { eventText, sendPieces } from './event-stream.ts';
import { ask, openTestServer, type TestServer } from './test-server.ts';

let open: TestServer | undefined;
afterEach(async () => {
  await open?.close();
  open = undefined;
});

/** Says the pieces, then breaks. */
const streaming = (...pieces: string[]): Dialect => ({
  owns: () => true,
  toError: ({ message }) => ({ body: { message } }),
  register(server) {
    server.get('/stream', async (_request, reply) => {
      async function* say() {
        yield* pieces;
        throw new ApiError('unavailable', 'The model is gone.');
      }
      const describeFailure = (thrown: unknown) => eventText(toApiError(thrown).message, 'error');
      await sendPieces(reply, say(), { contentType: 'text/event-stream', describeFailure });
    });
  },
});

async function stream(...pieces: string[]) {
  open = openTestServer({ dialects: [streaming(...pieces)] });
  await open.server.start({ port: 0 });
  const answer = await ask(open.port(), { path: '/stream' });
  for await (const { requests } of open.server.log.watch()) return { answer, logged: requests.at(-1) };
  throw new Error('a watch has a first value');
}

test('a failure before the first piece has its own status', async () => {
  const { answer } = await stream();
  expect(answer).toMatchObject({ status: 503, body: '{"message":"The model is gone."}' });
});

test('a failure in mid-stream is the last piece, and the list of requests says why', async () => {
  const { answer, logged } = await stream(eventText('one'));
  expect(answer).toMatchObject({ status: 200, body: 'data: one\n\nevent: error\ndata: The model is gone.\n\n' });
  expect(logged?.failure).toBe('The model is gone.');
});
