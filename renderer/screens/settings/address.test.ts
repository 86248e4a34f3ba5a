import { expect, test } from 'vitest';
import { parseAddress, parseProxy } from './address.ts';

test('an address may come without its scheme and with a slash too many, and is never anything but a web address', () => {
  expect(parseAddress(' hf-mirror.com/ ')).toBe('https://hf-mirror.com');
  expect(parseAddress('http://192.168.0.4:8080/hub/')).toBe('http://192.168.0.4:8080/hub');
  expect(parseAddress('localhost:9000')).toBe('https://localhost:9000');
  for (const wrong of ['', 'a b', 'file:///etc/passwd', 'ftp://a.test', 'javascript:alert(1)']) expect(parseAddress(wrong)).toBeUndefined();
});

test('a proxy keeps its user and password', () => {
  expect(parseProxy('10.0.0.1:3128')).toBe('http://10.0.0.1:3128');
  expect(parseProxy('http://ada:secret@proxy.test:8080/')).toBe('http://ada:secret@proxy.test:8080');
  for (const wrong of ['', 'socks5://a.test:1', 'http://a.test/path']) expect(parseProxy(wrong)).toBeUndefined();
});
