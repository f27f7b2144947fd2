import { useEngine } from '../state/engine.ts';
import { texts } from '../texts.ts';

/** Says that the engine is away, and why where it is known; nothing while all is well or just starting. */
export function EngineBanner() {
  const { state, error } = useEngine((store) => store.status);
  if (state !== 'restarting') return null;
  return (
    <div className="banner" role="alert">
      <p>{error === undefined ? texts.engine.restarting : error.message}</p>
      {error?.hint !== undefined && <p className="muted">{error.hint}</p>}
    </div>
  );
}
