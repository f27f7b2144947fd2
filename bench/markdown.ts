/** The report as Markdown: the bars first, then everything that was measured. */
import { type AppReport, type Busy, judgeApp } from './app/report.ts';
import { appBars, type Judgement, judgeSpeed } from './bars.ts';
import { judgeMemory, type MemoryReport } from './memory.ts';
import type { Circumstances, Report, Row, TransferReport } from './report.ts';
import { type ScaleReport, spreadOf } from './scale.ts';

export function markdown(report: Report): string {
  const { transfer, memory, scale, app } = report;
  const sections = [
    ...barsSection(report),
    ...(transfer === undefined ? [] : transferSection(transfer)),
    ...(memory === undefined ? [] : memorySection(memory)),
    ...(scale === undefined ? [] : scaleSection(scale)),
    ...(app === undefined ? [] : appSection(app)),
  ];
  return `${sections.join('\n\n')}\n`;
}

/** Everything that has a bar, in the order of the parts. */
export function judgeAll({ transfer, memory, app }: Report): Judgement[] {
  return [
    ...(transfer === undefined ? [] : judgeSpeed(transfer.rows)),
    ...(memory === undefined ? [] : judgeMemory(memory)),
    ...(app === undefined ? [] : judgeApp(app)),
  ];
}

function barsSection(report: Report): string[] {
  const judged = judgeAll(report);
  if (judged.length === 0) return [];
  const head = [
    '| Work | compared with | measured | bar | aim | |',
    '| --- | --- | ---: | ---: | ---: | --- |',
  ];
  const lines = judged.map(
    ({ work, against, measured, bar, aim, unit, met }) =>
      `| ${work} | ${against} | ${figure(measured, unit)} | ${unit === 'ratio' ? '≥' : '≤'} ${figure(bar, unit)} | ${aim === undefined ? '' : figure(aim, unit)} | ${met ? 'met' : '**missed**'} |`,
  );
  const small =
    report.transfer !== undefined && report.transfer.megabytes < 300
      ? ['The bars are meant for 300 MB; with less, what it takes to start counts as well.']
      : [];
  return ['### Bars', ...small, [...head, ...lines].join('\n')];
}

function figure(value: number, unit: Judgement['unit']): string {
  if (unit === 'ratio' || unit === 'factor') return `${value.toFixed(2)} ×`;
  return `${value.toFixed(0)} ${unit}`;
}

function transferSection(report: TransferReport): string[] {
  const head = [
    `Data: ${report.megabytes} MB a file (CSV at most 150 MB; intake and inspect as the table says). ${whereAndWhen(report)}.`,
    'Whole processes, measured from outside; the median of the rounds. MB/s counts the bytes of the data; peak memory is the resident memory of the process tree, without mongod; ratios are to the Python stack (speed: above 1 is faster, memory: below 1 is less). Sluice runs with its journal on, so that each of its imports can be undone.',
  ];
  const table = [
    '| Task | Tool | MB | MB/s | speed ratio | seconds | CPU seconds | peak MB | memory ratio | rounds |',
    '| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...report.rows.map(tableLine),
  ];
  return ['### Imports, exports, files', ...head, table.join('\n'), ...failed(report)];
}

function tableLine(row: Row): string {
  const cells = [
    row.task,
    row.tool,
    (row.bytes / 1e6).toFixed(0),
    row.megabytesPerSecond.toFixed(1),
    ratio(row.speedRatio),
    row.seconds.toFixed(2),
    row.cpuSeconds.toFixed(2),
    row.peakMegabytes.toFixed(0),
    ratio(row.memoryRatio),
    row.rounds,
  ];
  return `| ${cells.join(' | ')} |`;
}

function ratio(value: number | undefined): string {
  return value === undefined ? '' : value.toFixed(2);
}

function memorySection(report: MemoryReport): string[] {
  const { idle, scale, rounds } = report;
  const mb = (value: number) => value.toFixed(0);
  const head = [
    `Sluice's process tree without mongod, above an idle one, medians of ${rounds}. ${whereAndWhen(report)}.`,
    `Idle is the peak of an import of one record (${mb(idle.importMegabytes)} MB: everything loaded and connected, no data to speak of), for the intake that of a copy of some bytes (${mb(idle.copyMegabytes)} MB); \`sluice jobs\`, which connects to nothing, peaks at ${mb(idle.jobsMegabytes)} MB.`,
  ];
  if (scale < 1)
    head.push("The seed's figures are for 1 GB, 500 MB, 100 MB and 50 MB, not for these smaller data.");
  const table = [
    '| Work | MB of data | peak MB | above idle | bar | the seed says |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    ...report.rows.map(
      (row) =>
        `| ${row.work} | ${mb(row.bytes / 1e6)} | ${mb(row.peakMegabytes)} | ${mb(row.aboveIdleMegabytes)} | ${mb(row.barMegabytes)} | ${row.seedMegabytes ?? ''} |`,
    ),
  ];
  const flat = [
    '| Work | above idle, small | above idle, large |',
    '| --- | ---: | ---: |',
    ...report.flat.map(
      (row) =>
        `| ${row.work} | ${mb(row.smallMegabytes)} MB at ${mb(row.smallBytes / 1e6)} MB | ${mb(row.largeMegabytes)} MB at ${mb(row.largeBytes / 1e6)} MB |`,
    ),
  ];
  return [
    '### Memory',
    ...head,
    table.join('\n'),
    ...(report.flat.length === 0 ? [] : [flat.join('\n')]),
    ...failed(report),
  ];
}

function scaleSection(report: ScaleReport): string[] {
  const { rows, updates, startUpSeconds, rounds } = report;
  const table = [
    '| records of 100 bytes | seconds | µs a record | µs each further record | journal bytes a record |',
    '| ---: | ---: | ---: | ---: | ---: |',
    ...rows.map((row, index) => {
      const before = rows[index - 1];
      const further =
        before === undefined
          ? ''
          : (((row.seconds - before.seconds) * 1e6) / (row.records - before.records)).toFixed(2);
      return `| ${row.records.toLocaleString('en')} | ${row.seconds.toFixed(2)} | ${row.microsecondsPerRecord.toFixed(2)} | ${further} | ${row.journalBytesPerRecord.toFixed(1)} |`;
    }),
  ];
  const head = `Time per record is without the ${startUpSeconds.toFixed(2)} s that an import of one record takes; medians of ${rounds}. The slowest is ${spreadOf(report).toFixed(2)} × the fastest. ${whereAndWhen(report)}.`;
  const journal =
    updates === undefined
      ? []
      : [
          `Changing one field of each of ${updates.records.toLocaleString('en')} conversations journals ${(updates.journalBytes / updates.records).toFixed(0)} bytes a record; the documents have ${(updates.documentBytes / updates.records).toFixed(0)} (${((updates.journalBytes / updates.documentBytes) * 100).toFixed(0)} %).`,
        ];
  return ['### Scale', head, table.join('\n'), ...journal, ...failed(report)];
}

function appSection(report: AppReport): string[] {
  const { starts, idle, busy, shell, rounds } = report;
  const ms = (value: number) => value.toFixed(0);
  const start = [
    '| jobs in history | first paint, ms | history shown, ms | of that, opening its tab, ms | answer with the list, ms | which blocks the page for, ms |',
    '| ---: | ---: | ---: | ---: | ---: | ---: |',
    ...starts.map(
      (each) =>
        `| ${each.jobs.toLocaleString('en')} | ${ms(each.firstPaint)} | ${ms(each.history)} | ${ms(each.openHistory)} | ${ms(each.listAnswer)} | ${ms(each.listBlocked)} |`,
    ),
  ];
  const all = (value: (each: (typeof idle)[number]) => number) =>
    idle.reduce((sum, each) => sum + value(each), 0);
  const memory = [
    '| idle window | processes | resident MB | proportional MB |',
    '| --- | ---: | ---: | ---: |',
    ...idle.map(
      (each) =>
        `| ${each.type} | ${each.count} | ${ms(each.residentMegabytes)} | ${ms(each.proportionalMegabytes)} |`,
    ),
    `| all | ${all((each) => each.count)} | ${ms(all((each) => each.residentMegabytes))} | ${ms(all((each) => each.proportionalMegabytes))} |`,
  ];
  const answers =
    busy === undefined
      ? []
      : [
          `During ${busy.observedSeconds.toFixed(0)} s of an import of ${busy.megabytes} MB: the page's thread was blocked for ${ms(busy.blocked)} ms at most (${busy.blockedTooLong} times for more than ${appBars.blocked} ms), the longest gap between two frames was ${ms(busy.longestFrameGap)} ms; the shell answered in ${busy.shellRoundTrip.median.toFixed(1)} ms (median of ${busy.shellRoundTrip.count}, ${ms(busy.shellRoundTrip.most)} at most), the engine in ${busy.engineRoundTrip.median.toFixed(1)} ms (of ${busy.engineRoundTrip.count}, ${ms(busy.engineRoundTrip.most)} at most). A cancel was shown after ${ms(busy.cancelShown)} ms, and the job had ended after ${ms(busy.cancelEnded)} ms.${pageMemoryText(busy)}`,
        ];
  return [
    '### The window',
    `${shell}, driven from outside, which slows its start; medians of ${rounds} starts. ${whereAndWhen(report)}.`,
    start.join('\n'),
    ...(idle.length === 0 ? [] : [memory.join('\n')]),
    ...answers,
    ...failed(report),
  ];
}

function pageMemoryText({ pageMemory }: Busy): string {
  if (pageMemory === undefined) return '';
  const [start, most, end] = [pageMemory.start, pageMemory.most, pageMemory.end].map((value) =>
    value.toFixed(0),
  );
  return ` The page's process took ${start} MB when the watch began, ${most} MB at most, ${end} MB at its end.`;
}

function failed({ failures }: { readonly failures: readonly string[] }): string[] {
  return failures.length === 0 ? [] : [`Failed:\n\n${failures.map((text) => `- ${text}`).join('\n')}`];
}

function whereAndWhen({ machine, mongod, date, load }: Circumstances): string {
  const busy = load > 1 ? `, load ${load.toFixed(1)} before the run` : '';
  return `${machine}, MongoDB ${mongod}, ${date}${busy}`;
}
