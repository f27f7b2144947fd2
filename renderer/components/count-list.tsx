import type { JobCounts, Operation } from '../../preload/contract.ts';
import { formatCount } from '../format.ts';
import { texts } from '../texts.ts';

/** The counts that an operation makes, in the order they are told. */
const shown: Readonly<Record<Operation, readonly (keyof JobCounts)[]>> = {
  import: ['read', 'inserted', 'updated', 'unchanged', 'skipped', 'rejected', 'removed'],
  export: ['exported'],
  'dry-run': ['read', 'new', 'identical', 'differing', 'duplicates', 'invalid'],
  verify: ['same', 'missing', 'extra', 'different', 'duplicates', 'invalid'],
  undo: ['deleted', 'restored', 'kept'],
};

/** Counts that most jobs do not make: they are told only where they are made. */
const rare: ReadonlySet<keyof JobCounts> = new Set(['removed']);

interface CountListProps {
  readonly counts: JobCounts;
  readonly operation: Operation;
  /** Leaves out what did not happen, except the first count. */
  readonly onlyMade?: boolean;
}

/** "120 read, 118 inserted, …" as a list. */
export function CountList({ counts, operation, onlyMade = false }: CountListProps) {
  const names = shown[operation].filter(
    (name, index) => counts[name] > 0 || (!rare.has(name) && (!onlyMade || index === 0)),
  );
  return (
    <ul className="counts" aria-label={texts.job.counts}>
      {names.map((name) => (
        <li key={name} className={counts[name] === 0 ? 'zero' : `count-${name}`}>
          <span className="count-value">{formatCount(counts[name])}</span> {texts.counts[name]}
        </li>
      ))}
    </ul>
  );
}
