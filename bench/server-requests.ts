/** Requests to a server that speaks OpenAI's chat completions, and what came back when. */

export interface Measured {
  answers: { firstTokenMs: number; tokens: number }[];
  wallMs: number;
}

export interface ChatBody {
  model: string;
  messages: { role: string; content: string }[];
  max_tokens: number;
  temperature: number;
  seed: number;
}

/** All at once, each streamed. Throws when one is refused. */
export async function askServer(address: string, bodies: readonly ChatBody[]): Promise<Measured> {
  const startedAt = performance.now();
  const answers = await Promise.all(bodies.map((body) => askOne(address, body, startedAt)));
  return { answers, wallMs: performance.now() - startedAt };
}

async function askOne(address: string, body: ChatBody, startedAt: number) {
  const response = await fetch(`${address}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...body, stream: true, stream_options: { include_usage: true } }),
  });
  if (!response.ok || !response.body) throw new Error(`${response.status}: ${await response.text()}`);
  let firstTokenMs = 0;
  let tokens = 0;
  let waiting = '';
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    const lines = (waiting + chunk).split('\n');
    waiting = lines.pop() ?? '';
    for (const line of lines) {
      if (!line.startsWith('data: {')) continue;
      const event = JSON.parse(line.slice('data: '.length)) as StreamedChunk;
      if (firstTokenMs === 0 && event.choices?.[0]?.delta?.content) firstTokenMs = performance.now() - startedAt;
      if (event.usage) tokens = event.usage.completion_tokens;
    }
  }
  return { firstTokenMs, tokens };
}

interface StreamedChunk {
  choices?: { delta?: { content?: string } }[];
  usage?: { completion_tokens: number } | null;
}
