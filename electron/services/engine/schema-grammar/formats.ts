/** The formats that a grammar can keep, as regular expressions over the whole string. Sources are named beside each. */

const month31 = '(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])';
const month30 = '(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)';
const february = '02-(?:0[1-9]|1\\d|2[0-8])';
const leapYear = '(?:\\d\\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)';
const date = `(?:\\d{4}-(?:${month31}|${month30}|${february})|${leapYear}-02-29)`;
const time = '(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d{1,6})?(?:Z|[+-](?:[01]\\d|2[0-3]):[0-5]\\d)';
const byte = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const ipv4 = `${byte}(?:\\.${byte}){3}`;
const group = '[0-9A-Fa-f]{1,4}';
/** Every place at which `::` may stand for the missing groups. */
const ipv6 = [
  `(?:${group}:){7}${group}`,
  ...Array.from({ length: 7 }, (_, before) => {
    const after = 6 - before;
    const left = before === 0 ? '' : `${group}(?::${group}){0,${before - 1}}`;
    const right = after === 0 ? '' : `(?:${group}(?::${group}){0,${after - 1}})?`;
    return `${left}::${right}`;
  }),
  `(?:${group}:){1,7}:`,
].join('|');
const label = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
const hostname = `${label}(?:\\.${label})*`;
const uriCharacter = "(?:[A-Za-z0-9._~:/?#@!$&'()*+,;=\\[\\]-]|%[0-9A-Fa-f]{2})";

export const formats: Readonly<Record<string, string>> = {
  // RFC 3339
  date,
  time,
  'date-time': `${date}T${time}`,
  // RFC 3339, appendix A
  duration:
    'P(?:\\d+W|(?:\\d+Y(?:\\d+M(?:\\d+D)?)?|\\d+M(?:\\d+D)?|\\d+D)(?:T(?:\\d+H(?:\\d+M(?:\\d+S)?)?|\\d+M(?:\\d+S)?|\\d+S))?|T(?:\\d+H(?:\\d+M(?:\\d+S)?)?|\\d+M(?:\\d+S)?|\\d+S))',
  // RFC 5321, without quoted names
  email: `[A-Za-z0-9!#$%&'*+/=?^_\`{|}~-]+(?:\\.[A-Za-z0-9!#$%&'*+/=?^_\`{|}~-]+)*@(?:${label}\\.)+${label}`,
  // RFC 1123
  hostname,
  // RFC 2673, RFC 4291
  ipv4,
  ipv6,
  // RFC 9562
  uuid: '[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}',
  // RFC 3986, its characters
  uri: `[A-Za-z][A-Za-z0-9+.-]*:${uriCharacter}+`,
  'uri-reference': `${uriCharacter}*`,
  // RFC 4648
  byte: '(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?',
};

/** Formats that say how a value is shown or stored, and nothing about its characters. */
export const silentFormats: ReadonlySet<string> = new Set([
  'password',
  'binary',
  'int32',
  'int64',
  'float',
  'double',
  'textarea',
  'markdown',
]);
