/** The keychain of the system, where there really is one. */
import { safeStorage } from 'electron';
import type { Platform } from '../platform.ts';

/**
 * Undefined where secrets would not be safe with it: on a Linux without a keyring Electron says that it can encrypt, but with a
 * key that stands in its own source (backend basic_text). Only once the app is ready.
 */
export function findCipher(system: NodeJS.Platform = process.platform): Platform['cipher'] {
  if (!safeStorage.isEncryptionAvailable()) return undefined;
  if (system === 'linux' && ['basic_text', 'unknown'].includes(safeStorage.getSelectedStorageBackend())) return undefined;
  return { encrypt: (text) => safeStorage.encryptString(text), decrypt: (bytes) => safeStorage.decryptString(bytes) };
}
