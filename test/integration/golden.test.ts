import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { exportFormats } from '../../main/engine/api/requests.ts';
import { assertGolden, fixturePath } from '../support/golden.ts';
import { useMongod } from '../support/mongod.ts';
import { Workspace } from '../support/workspace.ts';

const mongod = useMongod();

const lines = (values: readonly string[]): string => values.map((value) => `${value}\n`).join('');

for (const [input, collection] of [
  ['envelope.json', 'conversations'],
  ['array.json', 'things'],
  ['lines.jsonl', 'conversations'],
  ['table.csv', 'people'],
] as const) {
  test(`${input} is stored, rejected and exported as its golden files say`, async (t) => {
    const w = await Workspace.open(t, mongod.server);
    w.collection = collection;
    const result = await w.import(fixturePath(input), { batchSize: 4 });
    assert.equal(result.state, 'completed', result.error?.message);
    assertGolden(`${input}.documents.jsonl`, lines(await w.documents()));
    assertGolden(
      `${input}.rejects.jsonl`,
      lines(w.rejects(result.jobId).map((reject) => JSON.stringify(reject))),
    );
    for (const format of exportFormats) {
      const { output = '', error } = await w.export({ out: w.path(`out.${format}`), sort: '{"_id":1}' });
      assert.equal(error, undefined);
      const text = readFileSync(output, 'utf8').replace(/"export_date":"[^"]+"/, '"export_date":"(now)"');
      assertGolden(`${input}.export.${format}`, text);
    }
  });
}
