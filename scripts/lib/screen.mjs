/** What the set-up says: on standard error, because standard output belongs to what was asked for. */

const live = process.stderr.isTTY;
let shown = '';

/**
 * Names a step, or its progress (0 to 100). On a terminal one line per step is kept up to date; elsewhere each step
 * is one plain line.
 * @param {string} name
 * @param {number} [percentage]
 */
export function say(name, percentage) {
  const isNew = name !== shown;
  if (!live) {
    if (isNew) process.stderr.write(`${name}\n`);
  } else {
    if (isNew && shown !== '') process.stderr.write('\n');
    const share = percentage === undefined ? '' : ` ${Math.floor(percentage)} %`;
    process.stderr.write(`\r\x1b[2K${name}${share}`);
  }
  shown = name;
}

/** @param {{ readonly name: string, readonly percentage?: number }} step */
export function sayStep({ name, percentage }) {
  say(name, percentage);
}

/** Ends the line of the last step, so that others can write to the terminal. */
export function endLine() {
  if (live && shown !== '') process.stderr.write('\n');
  shown = '';
}

/** A failure that its message explains in full: no stack is shown for it. */
export class SetupError extends Error {
  /** @override */
  name = 'SetupError';
}

/**
 * Runs a script's work; a failure ends the process with words and exit code 1.
 * @param {() => Promise<void>} work
 */
export async function main(work) {
  try {
    await work();
  } catch (error) {
    endLine();
    const text =
      error instanceof SetupError ? error.message : error instanceof Error ? error.stack : String(error);
    process.stderr.write(`${text}\n`);
    process.exit(1);
  }
}
