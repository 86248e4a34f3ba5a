/** What can fail when programs fetch or remove models, in the words that a program's log needs. */
import type { FailureKind } from './api-error.ts';

type Data = Record<string, unknown>;
type Description = (data: Data) => { kind: FailureKind; message: string };

const text = (value: unknown, otherwise = 'the model') => (value === undefined ? otherwise : String(value));

export const libraryFailures: Record<string, Description> = {
  'model.built-in': () => ({ kind: 'forbidden', message: 'This model belongs to Alcove and cannot be deleted.' }),
  'model.read-only': ({ name, program }) => ({
    kind: 'forbidden',
    message: `${text(name)} belongs to another program (${text(program, 'unknown')}). Delete it there.`,
  }),
  'model.in-use': ({ name }) => ({ kind: 'conflict', message: `${text(name)} is in use. Unload it first.` }),
  'model.exists': ({ name, modelId }) => ({
    kind: 'conflict',
    message: `${text(name)} is here already, as "${text(modelId)}".`,
  }),
  'hub.unreachable': ({ host, reason }) => ({
    kind: 'unavailable',
    message: `${text(host, 'The source')} cannot be reached (${text(reason, 'unknown')}). Try again when the network is there.`,
  }),
  'hub.portal': ({ host }) => ({
    kind: 'unavailable',
    message: `A sign-in page of the network answers instead of ${text(host, 'the source')}. Sign in to the network first.`,
  }),
  'hub.rate-limited': ({ host }) => ({ kind: 'unavailable', message: `${text(host, 'The source')} takes no more requests for now.` }),
  'hub.failed': ({ host, status }) => ({
    kind: 'unavailable',
    message: `${text(host, 'The source')} answered with an error (${text(status, 'unknown')}).`,
  }),
  'hub.not-found': ({ repository }) => ({ kind: 'not-found', message: `There is no repository ${text(repository)}.` }),
  'hub.no-version': ({ repository, wanted, available }) => {
    const offered = Array.isArray(available) && available.length > 0 ? ` It has: ${available.slice(0, 30).join(', ')}.` : '';
    return { kind: 'not-found', message: `${text(repository)} has no ${text(wanted, 'version that suits this computer')}.${offered}` };
  },
  'hub.sign-in-needed': ({ repository }) => ({
    kind: 'forbidden',
    message: `${text(repository)} needs an access token. Add one in Alcove's settings.`,
  }),
  'hub.access-needed': ({ repository, url }) => ({
    kind: 'forbidden',
    message: `${text(repository)} asks for its licence to be accepted first: ${text(url, 'see its page')}.`,
  }),
  'hub.token-refused': () => ({ kind: 'forbidden', message: 'The access token in the settings is not accepted.' }),
  'download.not-found': () => ({ kind: 'not-found', message: 'There is no such download.' }),
  'download.checksum': ({ fileName }) => ({
    kind: 'unavailable',
    message: `${text(fileName, 'A file')} arrived damaged. Download it again.`,
  }),
  'download.changed': ({ fileName }) => ({
    kind: 'conflict',
    message: `${text(fileName, 'A file')} has changed at its source. Download it again.`,
  }),
  'download.unsafe-name': ({ fileName }) => ({
    kind: 'invalid',
    message: `A file of this repository has a name that is not safe: ${text(fileName)}.`,
  }),
  'download.in-use': ({ fileName }) => ({ kind: 'conflict', message: `Another Alcove writes ${text(fileName, 'this file')}.` }),
  'file.not-found': () => ({ kind: 'unavailable', message: "The model's file is no longer there." }),
  'file.no-space': ({ neededBytes, freeBytes }) => ({
    kind: 'unavailable',
    message: `The drive is full: ${text(neededBytes, 'more')} bytes are needed, ${text(freeBytes, 'too few')} are free.`,
  }),
  'file.failed': ({ reason }) => ({ kind: 'unavailable', message: `A file could not be written: ${text(reason, 'unknown')}.` }),
};
