import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorCodes, SluiceError, withoutCredentials } from '../../main/engine/api/errors.ts';

test('every code has a sentence that ends like one, even where a fact is missing', () => {
  for (const code of errorCodes) {
    const { message } = new SluiceError(code);
    assert.match(message, /\.$/, code);
    assert.doesNotMatch(message, /undefined|NaN|\[object/, code);
  }
});

test('an error survives the way through a report', () => {
  const error = new SluiceError('file-too-large', { path: '/a.json', size: 2, limit: 1 });
  const again = SluiceError.fromReport(error.toReport());
  assert.deepEqual([again.code, again.message, again.details], [error.code, error.message, error.details]);
  assert.equal(again.toReport().hint, error.toReport().hint);
});

test('an abort becomes cancelled, and what nobody foresaw internal', () => {
  assert.equal(SluiceError.from(new DOMException('stop', 'AbortError')).code, 'cancelled');
  assert.equal(SluiceError.from('odd').code, 'internal');
  const same = new SluiceError('cancelled');
  assert.equal(SluiceError.from(same), same);
});

test('credentials leave connection strings, however they are written, and nothing else does', () => {
  const cases = [
    ['mongodb://u:p@h:1/db?tls=true', 'mongodb://h:1/db?tls=true'],
    ['mongodb+srv://u:p%40x@h.example/', 'mongodb+srv://h.example/'],
    ['mongodb://u:p@ss@h/', 'mongodb://h/'],
    ['mongodb://u:a/b@h/', 'mongodb://h/'],
    ['mongodb://u:a?b@h/', 'mongodb://h/'],
    ['mongodb://u:p@h/?appName=@mine@', 'mongodb://h/?appName=@mine@'],
    ['mongodb://h1:1,h2:2/?replicaSet=rs', 'mongodb://h1:1,h2:2/?replicaSet=rs'],
    ['mongodb://h/?a=1&proxyPassword=x&b=2', 'mongodb://h/?a=1&proxyPassword=&b=2'],
    ['connecting to mongodb://u:p@h failed; ask me@home', 'connecting to mongodb://h failed; ask me@home'],
  ];
  for (const [text = '', expected] of cases) assert.equal(withoutCredentials(text), expected);
});
