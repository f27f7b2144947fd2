import { safeStorage } from 'electron';
import type { Keychain } from './connections.ts';

/** The system's keychain; undefined where there is none, or none that is better than plain text. */
export function systemKeychain(): Keychain | undefined {
  if (!safeStorage.isEncryptionAvailable()) return undefined;
  // Shells before Electron 25 cannot say; Linux without a keychain then says that nothing is available.
  const backend = (safeStorage as Partial<typeof safeStorage>).getSelectedStorageBackend?.();
  if (process.platform === 'linux' && (backend === 'basic_text' || backend === 'unknown')) return undefined;
  return {
    encrypt: (text) => safeStorage.encryptString(text).toString('base64'),
    decrypt: (encrypted) => safeStorage.decryptString(Buffer.from(encrypted, 'base64')),
  };
}
