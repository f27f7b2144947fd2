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

/** The engine processes under a main process (on Linux, by /proc): children of its that run the engine's entry. */
export function enginePids(main: number): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => {
      if (!Number.isInteger(pid)) return false;
      const found = look(pid);
      if (found === undefined) return false;
      const ofEngine =
        found.command.includes('process.mjs') || found.command.includes('node.mojom.NodeService');
      return ofEngine && isUnder(pid, main);
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
