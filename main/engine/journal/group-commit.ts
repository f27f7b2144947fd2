/**
 * Work that has to be committed before anything goes on, done together: a commit waits for the disk, and that takes as
 * long for one piece of work as for several. What was asked for while the last commit kept the thread is in the next one.
 */
export class GroupCommit<T> {
  readonly #commit: (works: readonly (() => T)[]) => readonly T[];
  #waiting: { readonly work: () => T; readonly settle: PromiseWithResolvers<T> }[] = [];

  /** @param commit does all of the works in one transaction, or throws and has done none */
  constructor(commit: (works: readonly (() => T)[]) => readonly T[]) {
    this.#commit = commit;
  }

  /** Comes back when the work is committed. */
  add(work: () => T): Promise<T> {
    if (this.#waiting.length === 0) setImmediate(() => this.flush());
    const settle = Promise.withResolvers<T>();
    this.#waiting.push({ work, settle });
    return settle.promise;
  }

  /** Commits what waits now. */
  flush(): void {
    const works = this.#waiting;
    if (works.length === 0) return;
    this.#waiting = [];
    try {
      const results = this.#commit(works.map(({ work }) => work));
      // One result for each work, in their order.
      for (const [i, { settle }] of works.entries()) settle.resolve(results[i] as T);
    } catch (error) {
      for (const { settle } of works) settle.reject(error);
    }
  }
}
