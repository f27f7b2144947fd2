import { useEffect, useState } from 'react';
import { takeFiles } from '../state/connect.ts';
import { useImport } from '../state/import.ts';
import { texts } from '../texts.ts';

const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;

function drop(event: DragEvent): void {
  const files = [...(event.dataTransfer?.files ?? [])];
  const paths = files.map((file) => window.sluice.pathForFile(file)).filter((path) => path !== '');
  if (paths.length > 0) void takeFiles(paths);
  else if (files.length > 0) {
    useImport.setState({ error: { code: 'internal', message: texts.drop.noPath, details: {} } });
  }
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;

/** The paths in a text, one a line, as file managers and terminals copy them. */
function pathsIn(text: string): string[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim().replace(/^(['"])(.*)\1$/, '$2'));
  const paths = lines.map((line) =>
    line.startsWith('file://') ? decodeURIComponent(new URL(line).pathname) : line,
  );
  const isPath = (path: string): boolean => /^(\/|[A-Za-z]:[\\/]|\\\\)/.test(path);
  return paths.every(isPath) ? paths : [];
}

/** Takes the paths that are pasted where no text is being written. */
function paste(event: ClipboardEvent): void {
  if (isTyping(event.target)) return;
  const paths = pathsIn(event.clipboardData?.getData('text/plain').trim() ?? '');
  if (paths.length === 0) return;
  event.preventDefault();
  void takeFiles(paths);
}

/** Takes files that are dropped anywhere on the window, or whose paths are pasted; true while some are held over it. */
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
    window.addEventListener('paste', paste, { signal: ending.signal });
    return () => ending.abort();
  }, []);
  return dragging;
}
