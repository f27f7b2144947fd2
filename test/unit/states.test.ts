import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SluiceError } from '../../main/engine/api/errors.ts';
import { type JobState, jobStates } from '../../main/engine/api/jobs.ts';
import { activeStates, checkTransition, undoableStates } from '../../main/engine/journal/states.ts';

function isAllowed(from: JobState, to: JobState): boolean {
  try {
    checkTransition('job', from, to);
    return true;
  } catch (error) {
    assert.ok(error instanceof SluiceError);
    assert.equal(error.code, 'job-state');
    return false;
  }
}

test('a finished import can only be undone, and what is undone can only be undone once more', () => {
  assert.deepEqual(
    jobStates.filter((to) => isAllowed('completed', to)),
    ['undoing'],
  );
  assert.deepEqual(
    jobStates.filter((to) => isAllowed('undone', to)),
    ['undoing'],
  );
});

test('no state leads to queued, and none to itself', () => {
  for (const from of jobStates) {
    assert.equal(isAllowed(from, 'queued'), false, from);
    assert.equal(isAllowed(from, from), false, from);
  }
});

test('every state that somebody works in can be interrupted, and every undoable one can become undoing', () => {
  for (const from of activeStates) assert.ok(isAllowed(from, 'interrupted'), from);
  for (const from of undoableStates) assert.ok(isAllowed(from, 'undoing'), from);
});

test('a job that ended well never becomes failed or cancelled by itself', () => {
  for (const to of ['failed', 'cancelled', 'running'] as const)
    assert.equal(isAllowed('completed', to), false);
});
