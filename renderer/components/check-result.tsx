import { useEffect, useRef } from 'react';
import { Button } from 'react-aria-components';
import type { Forecast, JobCounts, JobResult } from '../../preload/contract.ts';
import { formatBytes, formatCount, formatDuration } from '../format.ts';
import { type Check, useCheck } from '../state/check.ts';
import { useImport } from '../state/import.ts';
import { engineSentence } from '../engine-sentence.ts';
import { texts } from '../texts.ts';
import { DifferingRecords } from './differing-records.tsx';
import { ErrorNote } from './error-note.tsx';
import { Facts } from './facts.tsx';
import { Warnings } from './warnings.tsx';

/** What the import would do, as the dry run found it. */
export function CheckResult({ check }: { readonly check: Check }) {
  const error = useCheck((store) => store.error);
  if (check.state === 'broken') return <BrokenCheck check={check} />;
  if (check.state !== 'done') return <ErrorNote error={error} />;
  return (
    <>
      <ErrorNote error={error} />
      <Answer key={check.result.jobId} result={check.result} isFresh={check.isFresh} />
    </>
  );
}

function BrokenCheck({ check: { job } }: { readonly check: Extract<Check, { state: 'broken' }> }) {
  if (job.error !== undefined) return <ErrorNote error={job.error} />;
  return (
    <output className="muted">
      {job.state === 'interrupted' ? texts.check.interrupted : texts.check.stopped}
    </output>
  );
}

function Answer({ result, isFresh }: { readonly result: JobResult; readonly isFresh: boolean }) {
  const card = useRef<HTMLElement>(null);
  useEffect(() => {
    // The answer is what was asked for: it comes into sight, and the keyboard goes on from it.
    card.current?.focus({ preventScroll: true });
    card.current?.scrollIntoView({ block: 'start' });
  }, []);
  const policy = useImport((store) => store.policy);
  useEffect(() => {
    // The button that took the policy is gone with what it did.
    if (document.activeElement === document.body) card.current?.focus({ preventScroll: true });
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- another policy is what takes the button away
  }, [policy]);
  return (
    <section
      ref={card}
      tabIndex={-1}
      className={isFresh ? 'card stack check' : 'card stack check stale'}
      aria-label={texts.check.title}
    >
      <h2>{texts.check.title}</h2>
      {!isFresh && (
        <p className="note warning" role="alert">
          {texts.check.stale}
        </p>
      )}
      <FoundCounts counts={result.counts} />
      {result.forecast !== undefined && (
        <>
          <Expected forecast={result.forecast} />
          <Suggestion forecast={result.forecast} isFresh={isFresh} />
        </>
      )}
      <Warnings warnings={result.warnings} />
      {result.counts.differing > 0 && <DifferingRecords result={result} />}
    </section>
  );
}

const found = ['new', 'identical', 'differing', 'duplicates', 'invalid'] as const;

function FoundCounts({ counts }: { readonly counts: JobCounts }) {
  return (
    <ul className="found" aria-label={texts.check.counts}>
      {found.map((name) => (
        <li key={name} className={counts[name] === 0 ? 'zero' : `found-${name}`}>
          <span className="found-value">{formatCount(counts[name])}</span>{' '}
          <span className="strong">{texts.counts[name]}</span>
          <span className="hint">{texts.check.meanings[name]}</span>
        </li>
      ))}
    </ul>
  );
}

function Expected({ forecast: { seconds, bytes, journalBytes } }: { readonly forecast: Forecast }) {
  return (
    <Facts
      facts={[
        { label: texts.check.takes, value: formatDuration(seconds) },
        { label: bytes < 0 ? texts.check.shrinks : texts.check.grows, value: formatBytes(Math.abs(bytes)) },
        { label: texts.check.journal, value: formatBytes(journalBytes) },
      ]}
    />
  );
}

interface SuggestionProps {
  readonly forecast: Forecast;
  readonly isFresh: boolean;
}

function Suggestion({ forecast: { policy, reason }, isFresh }: SuggestionProps) {
  const chosen = useImport((store) => store.policy);
  const takePolicy = useCheck((store) => store.takePolicy);
  const { name } = texts.policies[policy];
  const isTaken = chosen === policy;
  return (
    <div className="suggestion row spread">
      <div>
        <p className="strong">{isTaken ? texts.check.suggestionTaken(name) : texts.check.suggestion(name)}</p>
        <p>{engineSentence(reason)}</p>
      </div>
      {!isTaken && isFresh && (
        <Button className="button" onPress={() => void takePolicy(policy)}>
          {texts.check.use(name)}
        </Button>
      )}
    </div>
  );
}
