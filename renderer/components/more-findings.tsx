import { Button } from 'react-aria-components';
import { findingsPage, useFindings } from '../state/findings.ts';
import { texts } from '../texts.ts';

/** The end of a list of findings: what is not shown, and how to get more. */
export function MoreFindings() {
  const { findings, total, loading, more } = useFindings();
  const left = total - findings.length;
  const last = findings.at(-1);
  return (
    <>
      {last?.class === 'differing' && last.differences === undefined && (
        <p className="hint">{texts.differing.notCompared}</p>
      )}
      {loading && findings.length === 0 && <output className="muted">{texts.differing.loading}</output>}
      {left > 0 && (
        <Button className="button" isPending={loading} onPress={() => void more()}>
          {texts.differing.more(Math.min(findingsPage, left), left)}
        </Button>
      )}
    </>
  );
}
