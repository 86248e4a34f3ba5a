import { request as httpRequest } from 'node:http';
import { WebSocket } from 'ws';
import { expect, test } from './fixtures.ts';

type Headers = Record<string, string>;

/** A raw request: a browser or fetch would not let us lie about Host and Origin. */
function ask(url: string, headers: Headers, method = 'GET'): Promise<{ status: number; headers: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    httpRequest(url, { method, headers }, (response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0, headers: response.headers });
    })
      .on('error', reject)
      .end();
  });
}

/** 101 when the socket opens, else the status it was refused with. */
function openSocket(url: string, headers: Headers): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { headers });
    socket.on('open', () => {
      socket.terminate();
      resolve(101);
    });
    socket.on('unexpected-response', (_request, response) => {
      resolve(response.statusCode ?? 0);
      socket.terminate();
    });
    socket.on('error', (error) => (/Unexpected server response/.test(error.message) ? undefined : reject(error)));
  });
}

test.describe('the host on loopback', { tag: '@browser' }, () => {
  const parts = (url: string) => {
    const { port, origin, searchParams, host } = new URL(url);
    const token = searchParams.get('token') ?? '';
    return { origin, host, token, cookie: `alcove-${port}=${token}`, socket: `ws://${host}/rpc` };
  };

  test('a name that only points here (DNS rebinding) is refused', async ({ alcove }) => {
    const { origin, cookie, socket } = parts(alcove.url);
    expect((await ask(origin, { host: 'evil.example', cookie })).status).toBe(403);
    expect((await ask(alcove.url, { host: 'evil.example' })).status).toBe(403);
    expect(await openSocket(socket, { host: 'evil.example', origin: 'http://evil.example', cookie })).toBe(403);
  });

  test('another page of the same browser is refused', async ({ alcove }) => {
    const { origin, cookie, socket } = parts(alcove.url);
    expect((await ask(origin, { origin: 'https://evil.example', cookie })).status).toBe(403);
    expect(
      (await ask(`${origin}/upload?name=a.gguf`, { origin: 'https://evil.example', cookie, 'content-length': '0' }, 'PUT')).status,
    ).toBe(403);
    expect((await ask(`${origin}/upload?name=a.gguf`, { cookie, 'content-length': '0' }, 'PUT')).status).toBe(403);
    expect(await openSocket(socket, { origin: 'https://evil.example', cookie })).toBe(403);
    expect(await openSocket(socket, { origin: 'null', cookie })).toBe(403);
  });

  test('without the cookie nothing is shown', async ({ alcove }) => {
    const { origin, socket } = parts(alcove.url);
    expect((await ask(origin, {})).status).toBe(401);
    expect((await ask(`${origin}/?token=wrong`, {})).status).toBe(401);
    expect((await ask(origin, { cookie: 'alcove-1=x' })).status).toBe(401);
    expect(await openSocket(socket, { origin })).toBe(401);
  });

  test('a socket must say where it comes from, or know the token', async ({ alcove }) => {
    const { cookie, socket, token } = parts(alcove.url);
    expect(await openSocket(socket, { cookie })).toBe(403);
    expect(await openSocket(socket, { authorization: 'Bearer wrong' })).toBe(403);
    expect(await openSocket(socket, { authorization: `Bearer ${token}` })).toBe(101);
  });

  test('the printed address becomes a strict cookie', async ({ alcove }) => {
    const { origin, cookie } = parts(alcove.url);
    const exchange = await ask(alcove.url, {});
    expect(exchange.status).toBe(303);
    expect(exchange.headers.location).toBe('/');
    expect(String(exchange.headers['set-cookie'])).toBe(`${cookie}; HttpOnly; SameSite=Strict; Path=/`);
    const page = await ask(origin, { cookie });
    expect(page.status).toBe(200);
    expect(page.headers['content-security-policy']).toMatch(/default-src 'none'; script-src 'self'; style-src 'self' 'nonce-[^']{20,}'/);
    expect(String(page.headers['content-security-policy'])).not.toMatch(/unsafe/);
    expect((await ask(origin, { cookie })).headers['content-security-policy']).not.toBe(page.headers['content-security-policy']);
  });

  test('a path cannot leave the page folder', async ({ alcove }) => {
    const { origin, cookie } = parts(alcove.url);
    for (const path of ['/../headless.js', '/%2e%2e/headless.js', '/..%2fheadless.js', '/%00', '/%', '/assets/%2e%2e%2f%2e%2e%2fmain.js']) {
      const status = await new Promise<number>((resolve, reject) => {
        const { hostname, port } = new URL(origin);
        httpRequest({ hostname, port, path, headers: { cookie } }, (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        })
          .on('error', reject)
          .end();
      });
      expect(status, path).toBe(404);
    }
  });

  test('the page asks its person for the address when its key is old', async ({ alcove }) => {
    const context = await alcove.page.context().browser()?.newContext({ locale: 'zh-CN' });
    const page = await context?.newPage();
    await page?.goto(new URL(alcove.url).origin);
    expect(await page?.getByRole('heading').textContent()).toBe('此页面需要密钥');
  });
});

test('the page knows no Node and breaks no rule of its policy', async ({ alcove }) => {
  const { page } = alcove;
  await expect(page.locator('#root > *').first()).toBeVisible();
  const found = await page.evaluate(() => ['require', 'process', 'module', 'Buffer', 'ipcRenderer'].filter((name) => name in window));
  expect(found).toEqual([]);
});

test('a script or a picture from elsewhere does not run', async ({ alcove }) => {
  const { page } = alcove;
  alcove.allowConsoleErrors();
  const ran = await page.evaluate(async () => {
    const blocked: string[] = [];
    addEventListener('securitypolicyviolation', (event) => blocked.push(event.effectiveDirective));
    document.body.insertAdjacentHTML('beforeend', '<img src="https://evil.example/x.png" onerror="window.hacked = true">');
    const script = document.createElement('script');
    script.textContent = 'window.hacked = true';
    document.body.append(script);
    await fetch('https://evil.example/').catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 300));
    return { blocked: blocked.sort(), hacked: 'hacked' in window };
  });
  expect(ran.hacked).toBe(false);
  expect(ran.blocked).toEqual(expect.arrayContaining(['connect-src', 'img-src', 'script-src-elem']));
});

test.describe('the window', { tag: '@desktop' }, () => {
  test('opens links outside, after a look at their scheme', async ({ alcove }) => {
    const { page, electron } = alcove;
    alcove.allowConsoleErrors();
    await electron.evaluate(({ shell }) => {
      const opened: string[] = [];
      Object.assign(globalThis, { opened });
      shell.openExternal = async (url) => void opened.push(url);
    });
    await page.evaluate(() => {
      for (const url of ['https://example.org/a', 'mailto:a@example.org', 'file:///etc/passwd', 'smb://host/share', 'javascript:alert(1)'])
        window.open(url);
    });
    await expect
      .poll(() => electron.evaluate(() => (globalThis as unknown as { opened: string[] }).opened))
      .toEqual(['https://example.org/a', 'mailto:a@example.org']);
    await expect.poll(() => electron.windows().length).toBe(1);
  });

  test('cannot be led to another page', async ({ alcove }) => {
    const { page, electron } = alcove;
    await electron.evaluate(({ shell }) => {
      shell.openExternal = async () => {};
    });
    const before = page.url();
    await page.evaluate(() => {
      location.href = 'https://example.org/';
    });
    await page.waitForTimeout(500);
    expect(page.url()).toBe(before);
  });

  test('lets a page do nothing but write to the clipboard', async ({ alcove }) => {
    const isStandIn = await alcove.electron.evaluate((electron) => 'standIn' in electron);
    test.skip(!isStandIn, 'a real Electron keeps its permission handlers to itself');
    const granted = await alcove.electron.evaluate((electron) => {
      const { check } = (electron as unknown as { standIn: { permissionHandlers: { check: (...args: unknown[]) => boolean } } }).standIn
        .permissionHandlers;
      const permissions = ['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal', 'hid', 'clipboard-sanitized-write'];
      return {
        own: permissions.filter((permission) => check(null, permission, 'app://alcove/', {})),
        foreign: permissions.filter((permission) => check(null, permission, 'https://example.org/', {})),
      };
    });
    expect(granted).toEqual({ own: ['clipboard-sanitized-write'], foreign: [] });
  });

  test('an iframe gets no way to the host', async ({ alcove }) => {
    const answered = await alcove.page.evaluate(async () => {
      const frame = document.createElement('iframe');
      frame.srcdoc = '<p>inside</p>';
      document.body.append(frame);
      await new Promise((resolve) => frame.addEventListener('load', resolve));
      return { hasBridge: 'alcove' in (frame.contentWindow as object), windowHasBridge: 'alcove' in window };
    });
    expect(answered).toEqual({ hasBridge: false, windowHasBridge: true });
  });
});
