import assert from 'node:assert/strict';
import { test } from 'node:test';
import { detectCsv } from '../../main/engine/formats/csv/detect.ts';

const detect = (text: string) => detectCsv(Buffer.from(text));

test('a header row and rows of as many cells are CSV', () => {
  assert.deepEqual(detect('\ufeffid;name\n1;"a;b"\n2;c\n'), { delimiter: ';', header: ['id', 'name'] });
  assert.deepEqual(detect('a\tb'), { delimiter: '\t', header: ['a', 'b'] });
});

test('decimal commas do not hide the semicolons', () => {
  assert.equal(detect('name;price;note\nx;1,5;a\ny;2,25;b, c\n')?.delimiter, ';');
});

test('one column is CSV only under a name that could be one', () => {
  assert.deepEqual(detect('id\n1\n2\n'), { delimiter: ',', header: ['id'] });
  assert.equal(detect('just some words\nand more\n'), undefined);
});

test('JSON, JSON Lines, prose, doubled names and bytes that are no text are not CSV', () => {
  assert.equal(detect('{"a":1,"b":2}\n{"a":1,"b":3}\n'), undefined);
  assert.equal(detect(' [1,2,\n3,4]'), undefined);
  assert.equal(detect('Hello, world\nand so on\n'), undefined);
  assert.equal(detect('a,a\n1,2\n'), undefined);
  assert.equal(detectCsv(Buffer.from('a,b\n1,2\n', 'utf16le')), undefined);
  assert.equal(detectCsv(Buffer.from([0xff, 0x2c, 0xfe, 0x0a, 0x31])), undefined);
  assert.equal(detect(''), undefined);
});

test('a sample that ends inside a row, a quote or a character is still CSV', () => {
  const text = Buffer.from('id,name\n1,"é, é"\n2,"é');
  for (let end = 12; end <= text.length; end++) {
    assert.deepEqual(detectCsv(text.subarray(0, end))?.header, ['id', 'name'], `cut at ${end}`);
  }
});
