import assert from 'node:assert/strict';
import { after, before, test, type TestContext } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { JobResult, JobState } from '../../main/engine/api/jobs.ts';
import type { Log } from '../../main/engine/jobs/log.ts';
import type { StepName } from '../../main/engine/jobs/steps.ts';
import { conversation, many } from '../support/collection.ts';
import { ReplicaSet } from '../support/replica-set.ts';
import { Workspace } from '../support/workspace.ts';

let set: ReplicaSet;
before(async () => {
  set = await ReplicaSet.start();
});
after(async () => {
  await set.stop();
});

/** Milliseconds after which a wait for something that never comes fails. */
const limit = { timeout: 90_000 };

/** Acts once, when a step has been reached so many times. */
class Moment {
  readonly #step: StepName;
  #left: number;
  readonly #act: () => void;

  constructor(step: StepName, times: number, act: () => void) {
    this.#step = step;
    this.#left = times;
    this.#act = act;
  }

  readonly onStep = (step: StepName): void => {
    if (step === this.#step && --this.#left === 0) this.#act();
  };
}

/** The states that jobs pass through, and what the log says of trouble. */
function watch(w: Workspace): JobState[] {
  const states: JobState[] = [];
  w.engine.on('jobChanged', ({ state, error }) => {
    if (state === states.at(-1)) return;
    states.push(state);
    if (state === 'waiting-for-database') assert.equal(error, undefined, 'waiting is no error');
  });
  return states;
}

function collectWarnings(): { readonly log: Log; readonly warnings: string[] } {
  const warnings: string[] = [];
  const nothing = (): void => {};
  const log = {
    debug: nothing,
    info: nothing,
    error: nothing,
    warn: (_facts: object, message: string) => void warnings.push(message),
  };
  return { log, warnings };
}

const records = [
  ...many(2400, { note: 'imported' }),
  ...many(300, { note: 'once more' }),
  conversation('last'),
];
const older = many(400, { title: 'from before' }).map((record) => ({ ...record, _id: record.id as never }));

/** Brings the collection into the state that every test begins with. */
async function begin(w: Workspace): Promise<string> {
  await w.documentsOf().insertMany(older, { writeConcern: { w: 'majority' } });
  return w.hash();
}

let known: { readonly hash: string; readonly counts: JobResult['counts'] } | undefined;

/** What an import comes to that nothing happens to. */
async function undisturbed(t: TestContext): Promise<NonNullable<typeof known>> {
  if (known) return known;
  const w = await Workspace.open(t, set);
  await begin(w);
  const { counts } = await w.importRecords(records, { batchSize: 20 });
  known = { hash: await w.hash(), counts };
  return known;
}

test('an import waits while the primary is stepped down and goes on with the next one', async (t) => {
  const expected = await undisturbed(t);
  let steppedDown: Promise<void> | undefined;
  const moment = new Moment('after-write', 40, () => {
    steppedDown = set.stepDown();
  });
  const { log, warnings } = collectWarnings();
  const w = await Workspace.open(t, set, { onStep: moment.onStep, log });
  const original = await begin(w);
  const states = watch(w);
  const result = await w.importRecords(records, { batchSize: 20 });
  await steppedDown;
  assert.deepEqual(states.slice(0, 3), ['running', 'waiting-for-database', 'running']);
  assert.match(warnings.join(), /connection to MongoDB was lost/);
  assert.deepEqual(result.counts, expected.counts);
  assert.equal(await w.hash(), expected.hash);
  assert.equal((await w.undo(result.jobId)).state, 'undone');
  assert.equal(await w.hash(), original);
});

test(
  'what a killed primary had acknowledged and its successor never saw is written again',
  limit,
  async (t) => {
    const expected = await undisturbed(t);
    const old = await set.primary();
    /** Kills the primary with writes on its disk that the others have not seen. */
    const cutOff = async (): Promise<void> => {
      await set.replicate('off');
      const written = await w.documentsOf().countDocuments();
      while ((await w.documentsOf().countDocuments()) < written + 200) await setImmediate();
      await set.syncJournal(old);
      await set.kill(old);
      await set.replicate('on');
    };
    let killed: Promise<void> | undefined;
    const moment = new Moment('after-write', 40, () => {
      killed = cutOff();
    });
    const w = await Workspace.open(t, set, { onStep: moment.onStep });
    const original = await begin(w);
    const states = watch(w);
    const result = await w.importRecords(records, { batchSize: 20 });
    await killed;
    assert.ok(states.includes('waiting-for-database'), states.join());
    assert.deepEqual(result.counts, expected.counts);
    assert.equal(await w.hash(), expected.hash);
    set.bringBack(old);
    await set.untilRolledBack(old);
    assert.equal(await w.hash(), expected.hash);
    assert.equal((await w.undo(result.jobId)).state, 'undone');
    assert.equal(await w.hash(), original);
  },
);

test('an undo waits while the primary is stepped down and takes back all the same', async (t) => {
  let armed: (() => void) | undefined;
  const moment = new Moment('after-undo-write', 30, () => armed?.());
  const w = await Workspace.open(t, set, { onStep: moment.onStep });
  const original = await begin(w);
  const { jobId } = await w.importRecords(records, { batchSize: 20 });
  const states = watch(w);
  let steppedDown: Promise<void> | undefined;
  armed = () => {
    steppedDown = set.stepDown();
  };
  const undone = await w.undo(jobId);
  await steppedDown;
  assert.ok(states.includes('waiting-for-database'), states.join());
  assert.deepEqual([undone.state, undone.counts.kept], ['undone', 0], undone.error?.message);
  assert.equal(await w.hash(), original);
});

test('a connection string that prefers secondaries for reading plans and undoes by what the primary has', async (t) => {
  const w = await Workspace.open(t, set);
  const original = await begin(w);
  const uri = `${set.uri}&readPreference=secondary&readConcernLevel=majority`;
  const path = w.file('again.jsonl', Array.from({ length: 40 }, (_, i) => many(40, { step: i })).flat());
  const { jobId } = await w.engine.call('submit', {
    kind: 'import',
    paths: [path],
    batchSize: 40,
    target: { ...w.target, uri },
  });
  const result = await w.engine.ended(jobId);
  assert.deepEqual([result.state, result.counts.updated, result.counts.rejected], ['completed', 1600, 0]);
  const undone = await w.undo(jobId, { uri });
  assert.deepEqual([undone.state, undone.counts.kept], ['undone', 0]);
  assert.equal(await w.hash(), original);
});

test('a member that takes no writes is waited for, and the job is paused with the reason when it never does', async (t) => {
  const w = await Workspace.open(t, set);
  await begin(w);
  const primary = await set.primary();
  const target = { ...w.target, uri: set.uriOf(primary) };
  const path = w.file('records.jsonl', records);
  const states = watch(w);
  let steppedDown: Promise<void> | undefined;
  w.engine.on('progress', ({ counts }) => {
    if (counts.read > 0) steppedDown ??= set.stepDown();
  });
  const { jobId } = await w.engine.call('submit', {
    kind: 'import',
    paths: [path],
    target,
    batchSize: 5,
    waitSeconds: 1,
  });
  const paused = await w.engine.ended(jobId);
  await steppedDown;
  assert.deepEqual([paused.state, paused.error?.code], ['paused', 'database-lost'], paused.error?.message);
  assert.deepEqual(states, ['running', 'waiting-for-database', 'paused']);
  await w.engine.call('resume', { jobId, uri: set.uri });
  const result = await w.engine.ended(jobId);
  assert.deepEqual([result.state, result.counts.read], ['completed', records.length], result.error?.message);
});
