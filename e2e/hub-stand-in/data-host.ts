/** The host that holds the bytes of large files. It knows no accounts, only signatures. */
import type { Call } from './call.ts';
import { hex } from './repositories.ts';
import { sendBytes, sendPortal } from './send-bytes.ts';

export async function answerData(call: Call): Promise<void> {
  const { hub, url, response, request } = call;
  const { faults } = hub;
  const found = hub.signed.find(url.pathname);
  const subject = found ? `${found.repository}/${found.file.path}` : url.pathname;
  if (faults.strikes('offline', subject)) return void request.socket.destroy();
  if (faults.strikes('silent', subject)) return;
  if (!found)
    return faults.strikes('portal', subject) ? sendPortal(call) : sendXml(call, 404, 'NoSuchKey', 'The specified key does not exist.');
  const wait = { 'retry-after': String(faults.value('retryAfter', subject) ?? 1) };
  if (faults.strikes('fail503', subject)) return sendXml(call, 503, 'SlowDown', 'Please reduce your request rate.', wait);
  if (faults.strikes('fail429', subject)) return sendXml(call, 429, 'TooManyRequests', 'Too many requests.', wait);
  if (faults.strikes('fail403', subject)) return sendXml(call, 403, 'AccessDenied', 'Request has expired');
  const state = hub.signed.check(url);
  if (state === 'expired') return sendXml(call, 403, 'AccessDenied', 'Request has expired');
  if (state === 'wrong') return sendXml(call, 403, 'SignatureDoesNotMatch', 'The signature does not match.');
  if (!['GET', 'HEAD'].includes(request.method ?? '')) return void response.writeHead(405).end();

  const { file } = found;
  await sendBytes(call, {
    content: file.content,
    subject,
    // Never the SHA-256: xet's is its own hash, the other store's is that of its parts.
    etag: `"${file.xetHash ?? `${hex('md5', file.sha256)}-7`}"`,
    headers: {
      'content-type': 'application/octet-stream',
      'content-disposition': (url.searchParams.get('response-content-disposition') ?? 'inline').replace(/[^ -~]/gu, '_'),
      'last-modified': 'Thu, 01 Oct 2026 08:00:00 GMT',
    },
  });
}

function sendXml({ response, log }: Call, status: number, code: string, message: string, headers: Record<string, string> = {}): void {
  const text = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  log.bytesSent += text.length;
  response.writeHead(status, { ...headers, 'content-type': 'application/xml', 'content-length': text.length }).end(text);
}
