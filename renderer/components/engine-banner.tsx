import { useEngine } from '../state/engine.ts';
import { texts } from '../texts.ts';

/** Says that the engine is away, and why where it is known, or what it still has to set up; nothing while all is well. */
export function EngineBanner() {
  const { state, error } = useEngine((store) => store.status);
  const setUp = useEngine((store) => store.setUp);
  if (state === 'restarting') {
    return (
      <div className="banner" role="alert">
        <p>{error === undefined ? texts.engine.restarting : error.message}</p>
        {error?.hint !== undefined && <p className="muted">{error.hint}</p>}
      </div>
    );
  }
  if (setUp.name === undefined) return null;
  return (
    <div className="banner banner-quiet" aria-live="polite">
      <p>{texts.engine.settingUp(setUp.name, setUp.percentage)}</p>
    </div>
  );
}
