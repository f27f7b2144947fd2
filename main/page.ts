/** The page of the window: the built renderer, served from the app's own folder under a scheme of its own. */
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { app, protocol } from 'electron';

const scheme = 'app';
const origin = `${scheme}://sluice`;

/** The page, in a language. */
export const pageUrl = (language: string): string => `${origin}/index.html?language=${language}`;

export const isOurPage = (url: string): boolean => url.startsWith(`${origin}/`);

const mimeTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** Has to be called before the app is ready: a standard, secure scheme gives the page an origin, storage and modules. */
export function declarePageScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme, privileges: { standard: true, secure: true } }]);
}

/** Serves the files of dist/renderer and nothing outside it. */
export function servePage(): void {
  const root = join(app.getAppPath(), 'dist', 'renderer');
  // Not protocol.handle: a file is one buffer here, and this form is in every Electron since 5.
  protocol.registerBufferProtocol(scheme, (request, respond) => {
    const path = normalize(join(root, decodeURIComponent(new URL(request.url).pathname)));
    const mimeType = mimeTypes[extname(path)];
    if (!request.url.startsWith(`${origin}/`) || !path.startsWith(root + sep) || mimeType === undefined) {
      respond({ statusCode: 404, data: Buffer.alloc(0) });
      return;
    }
    readFile(path).then(
      (data) => respond({ mimeType, charset: 'utf-8', data }),
      () => respond({ statusCode: 404, data: Buffer.alloc(0) }),
    );
  });
}
