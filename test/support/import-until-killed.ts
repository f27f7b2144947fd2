/**
 * A process of its own that imports a file and says how far it is, a line a snapshot of the journal's batches. Tests
 * kill it. Arguments: home, path, uri, db, collection, batch size.
 */
import { createEngine } from '../../main/engine/engine.ts';

const [home = '', path = '', uri = '', db = '', collection = '', batchSize = '1000'] = process.argv.slice(2);
const engine = await createEngine({ home });
engine.on('progress', ({ phase, counts }) => process.stdout.write(`${phase} ${counts.read}\n`));
const target = { uri, db, collection };
const { jobId } = await engine.call('submit', {
  kind: 'import',
  paths: [path],
  target,
  batchSize: Number(batchSize),
  stage: true,
});
process.stdout.write(`job ${jobId}\n`);
const { state } = await engine.ended(jobId);
process.stdout.write(`ended ${state}\n`);
await engine.close();
