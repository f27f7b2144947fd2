import { engineSentence } from '../engine-sentence.ts';
import { texts } from '../texts.ts';
import { TextList } from './text-list.tsx';

/** What a job noticed besides. */
export function Warnings({ warnings }: { readonly warnings: readonly string[] }) {
  if (warnings.length === 0) return null;
  return (
    <div className="note warning">
      <TextList title={texts.summary.warnings} items={warnings.map(engineSentence)} />
    </div>
  );
}
