import type { ErrorReport } from '../../preload/contract.ts';

/** What went wrong and what can be done next. */
export function ErrorNote({ error }: { readonly error: ErrorReport | undefined }) {
  if (error === undefined) return null;
  return (
    <div className="note danger" role="alert">
      <p className="strong">{error.message}</p>
      {error.hint !== undefined && <p>{error.hint}</p>}
    </div>
  );
}
