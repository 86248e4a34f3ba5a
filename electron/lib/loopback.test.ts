import { expect, test } from 'vitest';
import { isLoopback } from './loopback.ts';

test.each(['127.0.0.1', '127.8.8.8', '::1', '[::1]', '::ffff:127.0.0.1'])('%s is this computer', (address) =>
  expect(isLoopback(address)).toBe(true),
);

test.each([undefined, '', '0.0.0.0', '::', '192.168.1.2', '::ffff:192.168.1.2', '127.example.org', '[::2]'])('%s is not', (address) =>
  expect(isLoopback(address)).toBe(false),
);
