import cliProgress from 'cli-progress';
import type { ProgressSnapshot } from '../engine/api/progress.ts';
import { bytes, count, duration } from './format.ts';

/** Prints snapshots to standard error: a bar on a terminal, a line now and then elsewhere. */
export interface ProgressPrinter {
  print(snapshot: ProgressSnapshot): void;
  end(): void;
}

/** Milliseconds between lines where there is no terminal. */
const lineInterval = 2000;

export function createProgressPrinter(stream: NodeJS.WriteStream): ProgressPrinter {
  return stream.isTTY ? new Bar(stream) : new Lines(stream);
}

/** One line that says everything about a moment. */
export function progressLine(snapshot: ProgressSnapshot): string {
  const { phase, percentage, current, recordsPerSecond, bytesPerSecond, etaSeconds, memoryBytes } = snapshot;
  const parts = [
    `${phase} ${percentage.toFixed(0)} %`,
    `${count(current)} records`,
    `${count(recordsPerSecond)} records/s`,
    // An undo reads no file.
    ...(bytesPerSecond > 0 ? [`${bytes(bytesPerSecond)}/s`] : []),
    ...(etaSeconds === undefined ? [] : [`${duration(etaSeconds)} left`]),
    `${bytes(memoryBytes)} memory`,
  ];
  return parts.join(', ');
}

class Bar implements ProgressPrinter {
  readonly #bar: cliProgress.SingleBar;
  #started = false;

  constructor(stream: NodeJS.WriteStream) {
    this.#bar = new cliProgress.SingleBar(
      {
        stream,
        format: '{bar} {line}',
        barsize: 24,
        hideCursor: true,
        clearOnComplete: true,
        stopOnComplete: false,
      },
      cliProgress.Presets.shades_classic,
    );
  }

  print(snapshot: ProgressSnapshot): void {
    const payload = { line: progressLine(snapshot) };
    if (!this.#started) this.#bar.start(100, 0, payload);
    this.#started = true;
    this.#bar.update(snapshot.percentage, payload);
  }

  end(): void {
    if (this.#started) this.#bar.stop();
  }
}

class Lines implements ProgressPrinter {
  readonly #stream: NodeJS.WritableStream;
  #last = 0;

  constructor(stream: NodeJS.WritableStream) {
    this.#stream = stream;
  }

  print(snapshot: ProgressSnapshot): void {
    const now = performance.now();
    if (!snapshot.final && this.#last !== 0 && now - this.#last < lineInterval) return;
    this.#last = now;
    this.#stream.write(`${progressLine(snapshot)}\n`);
  }

  end(): void {}
}
