import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import { formatShort } from '../format.ts';
import { type Trace, useTraces } from '../state/traces.ts';
import { texts } from '../texts.ts';

const height = 120;

/** Records and megabytes a second since the job began, as a curve that grows. */
export function SpeedPlot({ jobId }: { readonly jobId: string }) {
  const trace = useTraces(({ of }) => of[jobId]);
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const hasPoints = (trace?.seconds.length ?? 0) > 1;

  useEffect(() => {
    const element = place.current;
    if (element === null || !hasPoints) return undefined;
    const draw = (): void => {
      plot.current?.destroy();
      plot.current = new uPlot(optionsFor(element), dataOf(useTraces.getState().of[jobId]), element);
    };
    draw();
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', draw);
    const size = new ResizeObserver(() => plot.current?.setSize({ width: element.clientWidth, height }));
    size.observe(element);
    return () => {
      scheme.removeEventListener('change', draw);
      size.disconnect();
      plot.current?.destroy();
      plot.current = undefined;
    };
  }, [jobId, hasPoints]);

  useEffect(() => {
    plot.current?.setData(dataOf(trace));
  }, [trace]);

  if (!hasPoints) return null;
  return (
    <figure className="plot" aria-label={texts.plot.label}>
      <div ref={place} aria-hidden="true" />
      <figcaption className="hint plot-legend">
        <span className="plot-records">{texts.plot.records}</span>
        <span className="plot-bytes">{texts.plot.megabytes}</span>
      </figcaption>
    </figure>
  );
}

function dataOf(trace: Trace | undefined): uPlot.AlignedData {
  if (trace === undefined) return [[], [], []];
  return [[...trace.seconds], [...trace.recordsPerSecond], [...trace.megabytesPerSecond]];
}

/** Colours come from the tokens, so they are those of the theme that holds now. */
function optionsFor(element: HTMLElement): uPlot.Options {
  const style = getComputedStyle(element);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  const font = `11px ${token('--font')}`;
  const axis = { font, stroke: token('--text-muted'), ticks: { show: false } };
  const grid = { stroke: token('--border'), width: 1 };
  return {
    width: element.clientWidth,
    height,
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false }, records: { range: fromZero }, bytes: { range: fromZero } },
    axes: [
      { ...axis, grid: { show: false }, size: 24, values: (_, ticks) => ticks.map((tick) => `${tick} s`) },
      { ...axis, grid, scale: 'records', size: 48, values: (_, ticks) => ticks.map(formatShort) },
      { ...axis, grid: { show: false }, scale: 'bytes', side: 1, size: 40 },
    ],
    series: [
      {},
      { scale: 'records', stroke: token('--accent'), width: 2, points: { show: false } },
      { scale: 'bytes', stroke: token('--plot-second'), width: 1.5, dash: [4, 3], points: { show: false } },
    ],
  };
}

const fromZero = (_plot: uPlot, _low: number, high: number): [number, number] => [0, Math.max(high * 1.1, 1)];
