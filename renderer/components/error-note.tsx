import type { ErrorReport } from '../../preload/contract.ts';
import { errorTexts } from '../error-texts.ts';

/** What went wrong and what can be done next. */
export function ErrorNote({ error }: { readonly error: ErrorReport | undefined }) {
  if (error === undefined) return null;
  const { message, hint } = errorTexts(error);
  return (
    <div className="note danger" role="alert">
      <p className="strong">{message}</p>
      {hint !== undefined && <p>{hint}</p>}
    </div>
  );
}
