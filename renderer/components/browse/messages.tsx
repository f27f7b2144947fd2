import { Button } from 'react-aria-components';
import type { ReadableMessage } from '../../../preload/contract.ts';
import { formatTime } from '../../format.ts';
import { useDocuments } from '../../state/documents.ts';
import { texts } from '../../texts.ts';

/** The messages of a conversation, from the first one on. */
export function Messages({ total }: { readonly total: number }) {
  const messages = useDocuments((store) => store.open?.messages ?? none);
  const readMessages = useDocuments((store) => store.readMessages);
  const left = total - messages.length;
  return (
    <>
      <ol className="messages" aria-label={texts.browse.messages(total)}>
        {messages.map((message) => (
          <li key={message.index} className={`message message-${toneOf(message.role)}`}>
            <Message message={message} />
          </li>
        ))}
      </ol>
      {left > 0 && messages.length > 0 && (
        <Button className="button" onPress={() => void readMessages()}>
          {texts.browse.moreMessages(left)}
        </Button>
      )}
    </>
  );
}

const none: readonly ReadableMessage[] = [];

const assistants: ReadonlySet<string> = new Set(['assistant', 'model', 'bot', 'ai']);

function toneOf(role: string): 'user' | 'assistant' | 'other' {
  if (role === 'user' || role === 'human') return 'user';
  return assistants.has(role) ? 'assistant' : 'other';
}

function Message({ message: { role, time, text } }: { readonly message: ReadableMessage }) {
  const tone = toneOf(role);
  return (
    <>
      <p className="message-head">
        <span className="strong">{tone === 'other' ? role : texts.browse.roles[tone]}</span>
        {time !== undefined && <span className="hint">{timeText(time)}</span>}
      </p>
      {text.split(/```(?:[\w+-]*\n)?/).map((part, index) =>
        // Between two fences is code.
        index % 2 === 1 ? (
          // oxlint-disable-next-line react/no-array-index-key -- parts of a text that does not change
          <pre key={index} className="message-code">
            {part.replace(/\n$/, '')}
          </pre>
        ) : (
          // oxlint-disable-next-line react/no-array-index-key
          <p key={index} className="message-text" dir="auto">
            {part.trim()}
          </p>
        ),
      )}
    </>
  );
}

/** As stored, where it is no ISO time. */
const timeText = (time: string): string => (Number.isNaN(Date.parse(time)) ? time : formatTime(time));
