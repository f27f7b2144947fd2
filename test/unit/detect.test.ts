import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SluiceError } from '../../main/engine/api/errors.ts';
import { detectFormat } from '../../main/engine/formats/detect.ts';

function kind(text: string | Buffer, asked: Parameters<typeof detectFormat>[2] = 'auto'): unknown[] {
  const { format, recordPath, isRejects } = detectFormat(Buffer.from(text), 'a', asked);
  return [format, ...(recordPath ? [recordPath] : []), ...(isRejects ? ['rejects'] : [])];
}

const reject = '{"sluiceReject":1,"record":1,"raw":"{}"}';

for (const [what, text, expected] of [
  ['a root array', ' \n[{}]', ['json', []]],
  [
    'an envelope',
    '{"version":"1","metadata":{"conversations":[1]},"conversations":[{}]}',
    ['json', ['conversations']],
  ],
  ['an envelope with its list first', '{"conversations" : [', ['json', ['conversations']]],
  ['an envelope behind a byte order mark', '\uFEFF{"conversations":[', ['json', ['conversations']]],
  ['an object whose conversations are no list', '{"conversations":7}', ['jsonl']],
  ['one object a line', '{"a":1}\n{"a":2}', ['jsonl']],
  ['one object a line with CRLF', '{"a":1}\r\n{"a":2}\r\n', ['jsonl']],
  ['a single object on a line', '{"a":1}', ['jsonl']],
  ['lines of which the first is broken', '{"a":\n{"a":2}\n', ['jsonl']],
  ['objects over several lines', '{\n"a":1}\n{\n"a":2}', ['json']],
  ['a rejects file', `${reject}\n`, ['jsonl', 'rejects']],
  ['a table', 'a,b\n1,2\n', ['csv']],
  ['a table with semicolons', 'a;b\n"1;2";2\n', ['csv']],
] as const) {
  test(`${what} is known by its beginning`, () => assert.deepEqual(kind(text), expected));
}

test('what the user says goes before what it looks like', () => {
  assert.deepEqual(kind('{"a":1}\n{"a":2}', 'json'), ['json']);
  assert.deepEqual(kind('[{}]', 'jsonl'), ['jsonl']);
  assert.deepEqual(kind('[{}]', 'csv'), ['csv']);
});

test('anything else is refused with how it starts', () => {
  for (const text of ['hello', '\u0000\u0001\u0002', '7', '"text"', '   ']) {
    assert.throws(
      () => kind(text),
      (error) => error instanceof SluiceError && error.code === 'format-unknown',
      text,
    );
  }
});
