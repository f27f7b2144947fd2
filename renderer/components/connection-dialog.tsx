import { useState } from 'react';
import {
  Button,
  Dialog,
  FieldError,
  Form,
  Heading,
  Input,
  Label,
  Modal,
  ModalOverlay,
  Text,
  TextField,
} from 'react-aria-components';
import type { ErrorReport, SavedConnection, ServerFacts } from '../../preload/contract.ts';
import { reportOf, request } from '../state/bridge.ts';
import { useConnections } from '../state/connections.ts';
import { useNamespaces } from '../state/namespaces.ts';
import { texts } from '../texts.ts';
import { ErrorNote } from './error-note.tsx';

interface ConnectionDialogProps {
  /** Absent: a new one. */
  readonly connection?: SavedConnection;
  readonly onClose: () => void;
}

type Busy = 'testing' | 'saving' | undefined;

/** A server: what it is called, where it is, and the password, which is never shown again. */
export function ConnectionDialog({ connection, onClose }: ConnectionDialogProps) {
  const [name, setName] = useState(connection?.name ?? '');
  const [uri, setUri] = useState(connection?.uri ?? '');
  const [password, setPassword] = useState<string>();
  const [busy, setBusy] = useState<Busy>();
  const [error, setError] = useState<ErrorReport>();
  const [found, setFound] = useState<ServerFacts>();
  const { connections: words } = texts;

  const secrets = {
    uri: uri.trim(),
    ...(connection === undefined ? {} : { id: connection.id }),
    ...(password === undefined ? {} : { password }),
  };

  async function attempt(what: Busy, work: () => Promise<void>): Promise<void> {
    setBusy(what);
    setError(undefined);
    setFound(undefined);
    try {
      await work();
    } catch (failure) {
      setError(reportOf(failure));
    } finally {
      setBusy(undefined);
    }
  }

  const test = () =>
    attempt('testing', async () => {
      setFound(await request('testConnection', secrets));
    });

  const save = () =>
    attempt('saving', async () => {
      const saved = await useConnections.getState().save({ ...secrets, name: name.trim() });
      onClose();
      void useNamespaces.getState().load(saved.id);
    });

  return (
    <ModalOverlay
      className="overlay"
      isOpen
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Modal className="modal">
        <Dialog className="dialog">
          <Heading slot="title" level={2}>
            {connection === undefined ? words.addTitle : words.editTitle}
          </Heading>
          <Form
            className="stack"
            onSubmit={(event) => {
              event.preventDefault();
              void save();
            }}
          >
            {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- the first thing to fill in */}
            <TextField className="field" isRequired autoFocus value={name} onChange={setName}>
              <Label>{words.name}</Label>
              <Input className="input" autoComplete="off" />
              <FieldError className="field-error" />
            </TextField>
            <TextField className="field" isRequired value={uri} onChange={setUri}>
              <Label>{words.uri}</Label>
              <Input className="input code" spellCheck="false" autoComplete="off" />
              <Text slot="description" className="hint">
                {words.uriHint}
              </Text>
              <FieldError className="field-error" />
            </TextField>
            <TextField className="field" type="password" value={password ?? ''} onChange={setPassword}>
              <Label>{words.password}</Label>
              <Input
                className="input"
                autoComplete="off"
                placeholder={connection?.hasPassword === true && password === undefined ? '••••••••' : ''}
              />
              <Text slot="description" className="hint">
                {connection?.hasPassword === true ? words.passwordKept : words.passwordHint}
              </Text>
            </TextField>
            <ErrorNote error={error} />
            {found !== undefined && (
              <output className="note success">
                {words.answered(found.version, words.topologies[found.topology], found.milliseconds)}
              </output>
            )}
            <div className="dialog-answers">
              <Button
                className="button"
                isDisabled={busy !== undefined || uri.trim() === ''}
                onPress={() => void test()}
              >
                {busy === 'testing' ? words.testing : words.test}
              </Button>
              <Button className="button" onPress={onClose}>
                {texts.dialog.back}
              </Button>
              <Button type="submit" className="button primary" isDisabled={busy !== undefined}>
                {words.save}
              </Button>
            </div>
          </Form>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
