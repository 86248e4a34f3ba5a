import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { securityHeaders } from '../lib/page-files.ts';
import type { Refusal } from './access.ts';

const texts = {
  en: {
    401: ['This page needs its key', 'Open the whole address that Alcove printed when it started. After a restart there is a new one.'],
    403: ['Refused', 'Alcove answers only its own page, on this computer.'],
  },
  zh: {
    401: ['此页面需要密钥', '打开 Alcove 启动时显示的完整地址。重新启动后会有新的地址。'],
    403: ['已拒绝', 'Alcove 只回应本机上自己的页面。'],
  },
} as const;

/** A small page that says what to do, in English or Chinese as the browser prefers. */
export function sendRefusal(request: IncomingMessage, response: ServerResponse, status: Refusal): void {
  const language = /^zh\b/i.test(request.headers['accept-language'] ?? '') ? 'zh' : 'en';
  const [title, text] = texts[language][status];
  const nonce = randomBytes(16).toString('base64');
  const page = `<!doctype html><html lang="${language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Alcove</title>
<style nonce="${nonce}">:root{color-scheme:light dark}body{font:15px/1.5 -apple-system,"Segoe UI",Inter,"Noto Sans",sans-serif;max-width:26em;margin:20vh auto;padding:0 24px}h1{font-size:20px;font-weight:600}</style>
<h1>${title}</h1><p>${text}</p></html>`;
  response
    .writeHead(status, { ...securityHeaders(nonce), 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' })
    .end(request.method === 'HEAD' ? undefined : page);
}
