import { useEffect, useState } from 'react';
import { takeFiles } from '../state/connect.ts';
import { useImport } from '../state/import.ts';
import { texts } from '../texts.ts';

const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;

function drop(event: DragEvent): void {
  const files = [...(event.dataTransfer?.files ?? [])];
  const paths = files.map((file) => window.sluice.pathForFile(file)).filter((path) => path !== '');
  if (paths.length > 0) takeFiles(paths);
  else if (files.length > 0) {
    useImport.setState({ error: { code: 'internal', message: texts.drop.noPath, details: {} } });
  }
}

/** Takes files that are dropped anywhere on the window; true while some are held over it. */
export function useWindowDrop(): boolean {
  const [dragging, setDragging] = useState(false);
  useEffect(() => {
    const ending = new AbortController();
    const listen = (type: 'dragover' | 'dragleave' | 'drop', react: (event: DragEvent) => void): void =>
      window.addEventListener(
        type,
        (event) => {
          if (!hasFiles(event)) return;
          // Without this the page would navigate to the file.
          event.preventDefault();
          react(event);
        },
        { signal: ending.signal },
      );
    listen('dragover', () => setDragging(true));
    // Only leaving the window itself has no element that is entered instead.
    listen('dragleave', (event) => setDragging(event.relatedTarget !== null));
    listen('drop', (event) => {
      setDragging(false);
      drop(event);
    });
    return () => ending.abort();
  }, []);
  return dragging;
}
