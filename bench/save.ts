/** Where results go: a part that was measured anew replaces what it said before, the others stay. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chart } from './chart.ts';
import { markdown } from './markdown.ts';
import type { Report } from './report.ts';
import { scaleChart } from './scale-chart.ts';
import { type Part, parts } from './settings.ts';

/** `root`: the project. `publish`: into the project itself, else into the folder of the bench. */
export interface Places {
  readonly root: string;
  readonly folder: string;
  readonly publish: boolean;
}

/** Returns the folder of the results. */
export async function save(report: Report, { root, folder, publish }: Places): Promise<string> {
  const results = publish ? join(root, 'bench', 'results') : join(folder, 'results');
  const pictures = publish ? join(root, 'docs') : results;
  await mkdir(results, { recursive: true });
  const path = join(results, 'latest.json');
  const all = { ...(publish ? await earlier(path) : {}), ...report };
  await writeFile(path, `${JSON.stringify(all, null, 2)}\n`);
  await writeFile(join(results, 'latest.md'), markdown(all));
  if (report.transfer !== undefined) await writeFile(join(pictures, 'bench.svg'), chart(report.transfer));
  if (report.scale !== undefined) await writeFile(join(pictures, 'scale.svg'), scaleChart(report.scale));
  if (publish) await putInto(join(root, 'docs', 'performance.md'), `${picturesOf(all)}${markdown(all)}`);
  return results;
}

/** The pictures beside that page. */
function picturesOf({ transfer, scale }: Report): string {
  const lines = [
    ...(transfer === undefined ? [] : ["![Sluice beside a Python stack and MongoDB's own tools](bench.svg)"]),
    ...(scale === undefined ? [] : ['![Time and journal per record, from ten thousand records](scale.svg)']),
  ];
  return lines.map((line) => `${line}\n\n`).join('');
}

async function earlier(path: string): Promise<Report> {
  if (!existsSync(path)) return {};
  const stored: unknown = JSON.parse(await readFile(path, 'utf8'));
  if (typeof stored !== 'object' || stored === null) return {};
  const known = Object.entries(stored).filter(([name]) => parts.includes(name as Part)); // Any name may be asked for.
  return Object.fromEntries(known); // Written above.
}

const begin = '<!-- bench: made by npm run bench -->';
const end = '<!-- bench: end -->';

/** Replaces what stands between the two marks. */
async function putInto(path: string, content: string): Promise<void> {
  const text = await readFile(path, 'utf8');
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from === -1 || to < from) throw new Error(`${path} has lost its marks for the results.`);
  await writeFile(path, `${text.slice(0, from + begin.length)}\n\n${content}\n${text.slice(to)}`);
}
