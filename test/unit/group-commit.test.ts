import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GroupCommit } from '../../main/engine/journal/group-commit.ts';

/** A commit that does its works and notes how many there were. */
function counted(): { readonly sizes: number[]; readonly group: GroupCommit<number> } {
  const sizes: number[] = [];
  const group = new GroupCommit<number>((works) => {
    sizes.push(works.length);
    return works.map((work) => work());
  });
  return { sizes, group };
}

test('works that are asked for at the same time share a commit, in their order', async () => {
  const { sizes, group } = counted();
  const done: number[] = [];
  const results = await Promise.all([1, 2, 3].map((n) => group.add(() => done.push(n))));
  assert.deepEqual([sizes, done, results], [[3], [1, 2, 3], [1, 2, 3]]);
  await group.add(() => done.push(4));
  assert.deepEqual(sizes, [3, 1]);
});

test('none of the works is done when the commit fails, and each of them is told', async () => {
  let fails = true;
  const group = new GroupCommit<string>((works) => {
    if (fails) throw new Error('the disk is full');
    return works.map((work) => work());
  });
  const both = await Promise.allSettled([group.add(() => 'a'), group.add(() => 'b')]);
  assert.deepEqual(
    both.map((one) => one.status === 'rejected' && String(one.reason)),
    ['Error: the disk is full', 'Error: the disk is full'],
  );
  fails = false;
  assert.equal(await group.add(() => 'c'), 'c');
});

test('a flush commits what waits at once', () => {
  const { sizes, group } = counted();
  void group.add(() => 1);
  group.flush();
  group.flush();
  assert.deepEqual(sizes, [1]);
});
