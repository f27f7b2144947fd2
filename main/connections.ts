/**
 * The servers that the user saved: names and addresses in a file, passwords in it only as the system's keychain has
 * encrypted them. A password never goes to the page, only into the address that the engine gets.
 */
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { ConnectionForm, SavedConnection } from '../preload/contract.ts';
import { SluiceError } from './engine/api/errors.ts';
import { inTurn, readState, writeState } from './state-file.ts';

/** The system's keychain; `undefined` where it cannot be used. */
export interface Keychain {
  encrypt(text: string): string;
  decrypt(encrypted: string): string;
}

const storedSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** With the user's name, without a password. */
  uri: z.string(),
  /** As the keychain encrypted it. */
  password: z.string().optional(),
});
type Stored = z.output<typeof storedSchema>;
const fileSchema = z.object({ connections: z.array(storedSchema) }).catch({ connections: [] });

export interface Connections {
  list(): Promise<SavedConnection[]>;
  /** Throws `uri-invalid`, `connection-missing`, and `keychain-unavailable` for a password that cannot be kept. */
  save(form: ConnectionForm): Promise<SavedConnection>;
  remove(id: string): Promise<void>;
  /** The whole address, with the password. Throws `connection-missing`. */
  uriOf(id: string): Promise<string>;
  /** The whole address that a form stands for, saved or not. */
  uriOfForm(form: Omit<ConnectionForm, 'name'>): Promise<string>;
}

export function openConnections(path: string, keychain: () => Keychain | undefined): Connections {
  const turn = inTurn();
  const read = async (): Promise<Stored[]> => fileSchema.parse(await readState(path)).connections;
  // Only for the user's own eyes.
  const write = (connections: readonly Stored[]): Promise<void> => writeState(path, { connections }, 0o600);

  async function find(id: string): Promise<Stored> {
    const found = (await read()).find((connection) => connection.id === id);
    if (found === undefined) throw new SluiceError('connection-missing', { connection: id });
    return found;
  }

  function encrypted(password: string | undefined): string | undefined {
    if (password === undefined || password === '') return undefined;
    const chain = keychain();
    if (chain === undefined) throw new SluiceError('keychain-unavailable');
    return chain.encrypt(password);
  }

  function decrypted(stored: string | undefined): string | undefined {
    if (stored === undefined) return undefined;
    const chain = keychain();
    if (chain === undefined) throw new SluiceError('keychain-unavailable');
    return chain.decrypt(stored);
  }

  async function save(form: ConnectionForm): Promise<SavedConnection> {
    const { address, password = form.password } = parted(form.uri);
    const before = form.id === undefined ? undefined : await find(form.id);
    const kept = password === undefined ? before?.password : encrypted(password);
    const stored: Stored = {
      id: before?.id ?? randomUUID(),
      name: form.name,
      uri: address,
      ...(kept === undefined ? {} : { password: kept }),
    };
    const others = (await read()).filter(({ id }) => id !== stored.id);
    // oxlint-disable-next-line unicorn/no-array-sort -- the oldest shells have no toSorted
    const all = [...others, stored].sort((a, b) => a.name.localeCompare(b.name));
    await write(all);
    return shown(stored);
  }

  return {
    list: async () => (await read()).map(shown),
    save: (form) => turn(() => save(form)),
    remove: (id) => turn(async () => write((await read()).filter((connection) => connection.id !== id))),
    async uriOf(id) {
      const { uri, password } = await find(id);
      return withPassword(uri, decrypted(password));
    },
    async uriOfForm({ id, uri, password }) {
      const form = parted(uri);
      const typed = form.password ?? password;
      const kept = typed ?? (id === undefined ? undefined : decrypted((await find(id)).password));
      return withPassword(form.address, kept === '' ? undefined : kept);
    },
  };
}

const shown = ({ id, name, uri, password }: Stored): SavedConnection => ({
  id,
  name,
  uri,
  hasPassword: password !== undefined,
});

/** Scheme, user information and the rest of a connection string; for the driver the last @ before the hosts' end counts. */
const form = /^(mongodb(?:\+srv)?:\/\/)(?:([^/?]*)@)?([^@/?]+(?:[/?].*)?)$/i;

/** An address apart from the password in it. Throws `uri-invalid`. */
function parted(uri: string): { readonly address: string; readonly password?: string } {
  const match = form.exec(uri.trim());
  if (match === null)
    throw new SluiceError('uri-invalid', {
      reason: 'it does not begin with mongodb:// or mongodb+srv://, followed by a host',
    });
  const [, scheme = '', user, rest = ''] = match;
  if (user === undefined) return { address: scheme + rest };
  const colon = user.indexOf(':');
  if (colon < 0) return { address: `${scheme}${user}@${rest}` };
  return {
    address: `${scheme}${user.slice(0, colon)}@${rest}`,
    password: decoded(user.slice(colon + 1)),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // It was not escaped.
  }
}

/** The address with the password behind the user's name. */
function withPassword(address: string, password: string | undefined): string {
  if (password === undefined) return address;
  const match = form.exec(address);
  const [, scheme = '', user, rest = ''] = match ?? [];
  if (user === undefined)
    throw new SluiceError('uri-invalid', { reason: 'there is a password, but no user name in the address' });
  return `${scheme}${user}:${encodeURIComponent(password)}@${rest}`;
}
