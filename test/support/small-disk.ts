import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

/** Why there can be no small disks here; undefined when there can. */
export function whyNoSmallDisks(): string | undefined {
  if (process.platform !== 'linux') return 'small disks are tmpfs mounts, which only Linux has';
  if (process.getuid?.() !== 0) return 'mounting a small disk needs root';
  const folder = mkdtempSync(join(tmpdir(), 'sluice-disk-'));
  try {
    mount(folder, 'size=64k');
    execFileSync('umount', [folder]);
    return undefined;
  } catch (error) {
    return `mounting is not allowed here (${error instanceof Error ? error.message.split('\n')[0] : String(error)})`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function mount(folder: string, options: string): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'pipe' });
}

/** A real disk that is as small as the test wants. */
export class SmallDisk {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** A disk of so many MiB that is gone when the test ends. */
  static mount(t: TestContext, megabytes: number): SmallDisk {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-disk-'));
    mount(folder, `size=${megabytes}m`);
    t.after(() => {
      // Also with files still open: what ends later than this lets go of it then.
      execFileSync('umount', ['--lazy', folder]);
      rmSync(folder, { recursive: true, force: true });
    });
    return new SmallDisk(folder);
  }

  /** Fills the disk to the last byte. */
  fill(): void {
    const file = openSync(join(this.folder, 'filler'), 'a');
    try {
      for (const bytes of [1 << 20, 1 << 12, 1]) writeUntilFull(file, Buffer.alloc(bytes));
    } finally {
      closeSync(file);
    }
  }

  /** Makes the room again that was filled. */
  free(): void {
    rmSync(join(this.folder, 'filler'), { force: true });
  }

  grow(megabytes: number): void {
    execFileSync('mount', ['-o', `remount,size=${megabytes}m`, this.folder]);
  }
}

function writeUntilFull(file: number, bytes: Buffer): void {
  try {
    while (writeSync(file, bytes) > 0);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
  }
}
