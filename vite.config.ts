/**
 * One build for each part of the app. scripts/build.mjs runs them all; the default export serves the renderer alone
 * while it is being worked on.
 */
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import type { InlineConfig } from 'vite';

const root = import.meta.dirname;
const at = (...parts: string[]): string => join(root, ...parts);

/** What the mongodb driver uses when it is installed, and does without when it is not. */
const optionalPeers = [
  '@aws-sdk/credential-providers',
  '@mongodb-js/zstd',
  'gcp-metadata',
  'kerberos',
  'mongodb-client-encryption',
  'snappy',
  'socks',
];

interface NodeBuild {
  readonly entries: Readonly<Record<string, string>>;
  readonly out: string;
  readonly format: 'es' | 'cjs';
  readonly target: string | string[];
  /** Packages that stay imports; everything else is bundled. */
  readonly external: readonly string[];
}

/** A build for Node: flat, readable files in one folder, everything but builtins and `external` bundled. */
function nodeBuild({ entries, out, format, target, external }: NodeBuild): InlineConfig {
  const extension = format === 'es' ? 'mjs' : 'cjs';
  return {
    root,
    logLevel: 'warn',
    publicDir: false,
    ssr: { target: 'node', noExternal: true, external: [...external] },
    build: {
      ssr: true,
      outDir: at('dist', out),
      emptyOutDir: true,
      target,
      minify: false,
      rolldownOptions: {
        input: { ...entries },
        external: [...external],
        output: {
          format,
          entryFileNames: `[name].${extension}`,
          chunkFileNames: `[name].${extension}`,
        },
      },
    },
  };
}

/** Level of the oldest shell that can run the app: Node 16 and Chromium 108. */
const shell = { format: 'cjs', external: ['electron'] } as const;

/** Workers are entries of their own, beside the code that starts them with `new URL(…, import.meta.url)`. */
const workers = {
  'reader-worker': at('main/engine/workers/reader-worker.ts'),
  'encode-worker': at('main/engine/workers/encode-worker.ts'),
};

const engine = {
  format: 'es',
  target: 'node24',
  external: ['better-sqlite3', ...optionalPeers],
} as const;

const renderer: InlineConfig = {
  root: at('renderer'),
  base: './',
  logLevel: 'warn',
  publicDir: false,
  plugins: [react()],
  build: {
    outDir: at('dist', 'renderer'),
    emptyOutDir: true,
    target: 'chrome108',
    // Inlined assets would need `data:` everywhere in the page's policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The page comes from the disk, not over a network.
    chunkSizeWarningLimit: 2000,
  },
};

export const configs = {
  main: nodeBuild({ ...shell, target: 'node16', entries: { main: at('main/main.ts') }, out: 'main' }),
  preload: nodeBuild({
    ...shell,
    target: 'chrome108',
    entries: { preload: at('preload/preload.ts') },
    out: 'preload',
  }),
  engine: nodeBuild({
    ...engine,
    entries: { process: at('main/engine/process.ts'), ...workers },
    out: 'engine',
  }),
  cli: nodeBuild({ ...engine, entries: { sluice: at('main/cli/main.ts'), ...workers }, out: 'cli' }),
  renderer,
} satisfies Record<string, InlineConfig>;

export default renderer;
