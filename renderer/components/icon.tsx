/** Drawn on a grid of 16, in strokes of one width. */
const paths = {
  import: 'M8 2v7.5m0 0 3-3m-3 3-3-3M2.5 10.5v2a1 1 0 0 0 1 1h9a1 1 0 0 0 1-1v-2',
  export: 'M8 9.5V2m0 0 3 3m-3-3L5 5M2.5 10.5v2a1 1 0 0 0 1 1h9a1 1 0 0 0 1-1v-2',
  collection: 'M2.5 3.5h11m-11 4.5h11m-11 4.5h7',
  history: 'M8 4.5V8l2.5 1.5M2.5 8a5.5 5.5 0 1 0 1.8-4.1L2.5 5.5m0-3v3h3',
  settings: 'M2.5 4.5h5m4 0h2m-11 7h2m4 0h5M9.5 2.8v3.4M6.5 9.8v3.4',
  server: 'M3 3h10v4H3zM3 9h10v4H3zM5.2 5h.1M5.2 11h.1',
  database:
    'M3 4c0-1.1 2.2-2 5-2s5 .9 5 2-2.2 2-5 2-5-.9-5-2Zm0 0v8c0 1.1 2.2 2 5 2s5-.9 5-2V4M3 8c0 1.1 2.2 2 5 2s5-.9 5-2',
  file: 'M4 1.8h5l3.2 3.2v9.2H4zM8.8 2v3.2H12',
  more: 'M3.5 8h.1M8 8h.1m4.4 0h.1',
  plus: 'M8 3v10M3 8h10',
  refresh: 'M13.5 8a5.5 5.5 0 1 1-1.8-4.1l1.8 1.6m0-3v3h-3',
  chevron: 'm6 4 4 4-4 4',
  back: 'M13 8H3m0 0 4-4M3 8l4 4',
  check: 'm3 8.5 3.2 3.2L13 5',
  warning: 'M8 2.2 14.5 13.5h-13zM8 6.5v3.2M8 11.6v.1',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
