/** What the processes of the app take, by what they are; on Linux only, from /proc. */
import { readFileSync, readdirSync } from 'node:fs';
import type { ProcessMemory } from './report.ts';

interface Found {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** The app's processes under its main one, MongoDB left out; undefined where there is no /proc. */
export function memoryByType(main: number): ProcessMemory[] | undefined {
  if (process.platform !== 'linux') return undefined;
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => look(Number(name)));
  const tree = all.filter(({ pid }) => pid === main || isUnder(all, pid, main));
  const types = Map.groupBy(tree, (found) => (found.pid === main ? 'main' : typeOf(found.command)));
  types.delete('mongod');
  return [...types].map(([type, members]) => {
    const sums = members.map(({ pid }) => sizesOf(pid));
    return {
      type,
      count: members.length,
      residentMegabytes: sums.reduce((sum, { resident }) => sum + resident, 0) / 1e6,
      proportionalMegabytes: sums.reduce((sum, { proportional }) => sum + proportional, 0) / 1e6,
    };
  });
}

function look(pid: number): Found[] {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    return [{ pid, parent: Number(/^PPid:\s*(\d+)/m.exec(status)?.[1]), command }];
  } catch {
    return []; // It has ended meanwhile.
  }
}

function isUnder(all: readonly Found[], pid: number, ancestor: number): boolean {
  const parents = new Map(all.map((found) => [found.pid, found.parent]));
  for (let at = parents.get(pid); at !== undefined && at > 1; at = parents.get(at)) {
    if (at === ancestor) return true;
  }
  return false;
}

function typeOf(command: string): string {
  if (/\bmongod\b/.test(command)) return 'mongod';
  if (command.includes('process.mjs') || command.includes('node.mojom.NodeService')) return 'engine';
  return /--type=([a-z-]+)/.exec(command)?.[1] ?? 'other';
}

function sizesOf(pid: number): { resident: number; proportional: number } {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    const kilobytes = (name: string) => Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(text)?.[1] ?? 0);
    return { resident: kilobytes('Rss') * 1024, proportional: kilobytes('Pss') * 1024 };
  } catch {
    return { resident: 0, proportional: 0 };
  }
}
