/** What the export would write, looked at while the form is filled in. */
import { useEffect, useState } from 'react';
import type { DocumentCount, ErrorReport, ExportPreview } from '../../preload/contract.ts';
import { reportOf, request } from './bridge.ts';
import { askedOf, type ExportForm, isComplete, useExport } from './export.ts';

/** Milliseconds without a change after which the engine is asked. */
const pause = 400;

export interface Looked {
  readonly preview?: ExportPreview;
  readonly count?: DocumentCount;
  readonly error?: ErrorReport;
}

/** The latest look; that of before stays while the form is changed. */
export function useExportPreview(): Looked {
  const [looked, setLooked] = useState<Looked>({});
  const asked = useExport((form) => (isComplete(form) ? JSON.stringify(askedOf(form)) : undefined));
  useEffect(() => {
    if (asked === undefined) return undefined;
    let isWanted = true;
    const timer = setTimeout(() => {
      void (async () => {
        const found = await look(useExport.getState());
        if (isWanted) setLooked(found);
      })();
    }, pause);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [asked]);
  return looked;
}

async function look(form: ExportForm): Promise<Looked> {
  const asked = askedOf(form);
  try {
    const [preview, count] = await Promise.all([
      request('preview', asked),
      request('count', {
        target: asked.target,
        ...(asked.query === undefined ? {} : { query: asked.query }),
      }),
    ]);
    return { preview, count };
  } catch (error) {
    return { error: reportOf(error) };
  }
}
