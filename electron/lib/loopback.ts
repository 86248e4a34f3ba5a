import { isIPv4 } from 'node:net';

/** An address, as a socket or (in brackets) a URL has it, that only programs of this computer reach. Names are none. */
export function isLoopback(address: string | undefined): boolean {
  if (address === undefined) return false;
  const plain = address.replace(/^\[(.*)\]$/, '$1').replace(/^::ffff:(?=\d)/i, '');
  return plain === '::1' || (isIPv4(plain) && plain.startsWith('127.'));
}
