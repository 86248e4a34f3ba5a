/** Which addresses lie in the open internet, and names that are only resolved to such ones. */
import { lookup as systemLookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** Ranges of IPv4 that are not the open internet: https://www.iana.org/assignments/iana-ipv4-special-registry, and multicast. */
const ipv4Ranges = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const;

/**
 * The same of IPv6: https://www.iana.org/assignments/iana-ipv6-special-registry. Beyond 3fff: nothing is handed out to the internet;
 * fc00::/7, fe80::/10, fec0::/10 and ff00::/8 lie there.
 */
const ipv6Ranges = [
  ['::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 63],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
  ['4000::', 2],
  ['8000::', 1],
] as const;

const closed = new BlockList();
for (const [network, prefix] of ipv4Ranges) {
  closed.addSubnet(network, prefix, 'ipv4');
  // A network without IPv4 (RFC 6052) writes every IPv4 address so: what counts is the one inside.
  closed.addSubnet(`64:ff9b::${network}`, 96 + prefix, 'ipv6');
}
for (const [network, prefix] of ipv6Ranges) closed.addSubnet(network, prefix, 'ipv6');

/** Takes an address, not a name. IPv4 written as IPv6 (::ffff:10.0.0.1) counts as what it is. */
export function isPublicAddress(address: string): boolean {
  const [plain = ''] = address.split('%');
  const family = isIP(plain);
  return family !== 0 && !closed.check(plain, family === 6 ? 'ipv6' : 'ipv4');
}

/**
 * Resolves like the system, or like `resolve`, and fails with what `refuse` makes where any of the addresses is not public: a
 * connection made with it goes to an address that was checked, not to what the name means a moment later.
 */
export function publicLookup(refuse: () => Error, resolve: LookupFunction = systemLookup): LookupFunction {
  return (host, options, callback) => {
    resolve(host, { ...options, all: true }, (error, found) => {
      const addresses = typeof found === 'string' ? [] : found;
      const [first] = addresses;
      if (error || first === undefined) callback(error ?? Object.assign(new Error(`${host} has no address`), { code: 'ENOTFOUND' }), '');
      else if (!addresses.every(({ address }) => isPublicAddress(address))) callback(refuse(), '');
      else if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}
