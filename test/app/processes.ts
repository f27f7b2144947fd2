import { readdirSync, readFileSync } from 'node:fs';

/** The parent of a process and its command line, or undefined when it has ended meanwhile. */
function look(pid: number): { parent: number; command: string } | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    return { parent: Number(/^PPid:\s*(\d+)/m.exec(status)?.[1]), command };
  } catch {
    return undefined;
  }
}

/** The engine processes under a main process: children of its that run the engine's entry. */
export const enginePids = (main: number): number[] =>
  pidsUnder(main, ['process.mjs', 'node.mojom.NodeService']);

/** The processes that draw a page. */
export const pagePids = (main: number): number[] => pidsUnder(main, ['--type=renderer']);

/** Those with one of these in their command lines (on Linux, by /proc). */
function pidsUnder(main: number, marks: readonly string[]): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => {
      if (!Number.isInteger(pid)) return false;
      const command = look(pid)?.command ?? '';
      return marks.some((mark) => command.includes(mark)) && isUnder(pid, main);
    });
}

function isUnder(pid: number, ancestor: number): boolean {
  for (let at = look(pid)?.parent; at !== undefined && at > 1; at = look(at)?.parent) {
    if (at === ancestor) return true;
  }
  return false;
}

/** True once no such process is left. */
export function isGone(pid: number): boolean {
  return look(pid) === undefined;
}
