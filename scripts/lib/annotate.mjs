/** Pictures with numbers on them, for pages that explain a screen. */

const size = 22;

/** Runs in the page, whose rules forbid style sheets that are not its own, but not this. */
const put = (/** @type {readonly { x: number, y: number }[]} */ corners) => `(() => {
  const layer = document.createElement('div');
  layer.id = 'annotations';
  Object.assign(layer.style, { position: 'fixed', inset: '0', zIndex: '1000', pointerEvents: 'none' });
  const within = (at, room) => Math.min(Math.max(at - ${size / 2}, 2), room - ${size} - 2) + 'px';
  for (const [i, { x, y }] of ${JSON.stringify(corners)}.entries()) {
    const badge = document.createElement('span');
    badge.textContent = String(i + 1);
    Object.assign(badge.style, {
      position: 'absolute',
      left: within(x - 9, innerWidth),
      top: within(y - 3, innerHeight),
      width: '${size}px',
      height: '${size}px',
      borderRadius: '50%',
      background: '#b3261e',
      color: '#ffffff',
      font: 'bold 12px/${size}px sans-serif',
      textAlign: 'center',
      boxShadow: '0 0 0 2px #ffffff',
    });
    layer.append(badge);
  }
  document.body.append(layer);
})()`;

const takeAway = `document.querySelector('#annotations')?.remove()`;

/**
 * Saves what the page shows with a number at each of these places, from 1 on.
 * @param {import('playwright-core').Page} page
 * @param {string} path of the picture
 * @param {readonly import('playwright-core').Locator[]} places
 */
export async function annotated(page, path, places) {
  const corners = [];
  for (const place of places) {
    const box = await place.first().boundingBox();
    if (box === null) throw new Error(`${String(place)} is not to be seen, so it cannot get a number`);
    corners.push({ x: box.x, y: box.y });
  }
  await page.evaluate(put(corners));
  await page.screenshot({ path, animations: 'disabled' });
  await page.evaluate(takeAway);
}
