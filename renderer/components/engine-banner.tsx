import { errorTexts } from '../error-texts.ts';
import { engineSentence } from '../engine-sentence.ts';
import { useEngine } from '../state/engine.ts';
import { texts } from '../texts.ts';

/** Says that the engine is away, and why where it is known, or what it still has to set up; nothing while all is well. */
export function EngineBanner() {
  const { state, error } = useEngine((store) => store.status);
  const setUp = useEngine((store) => store.setUp);
  if (state === 'restarting') {
    const said = error === undefined ? undefined : errorTexts(error);
    return (
      <div className="banner" role="alert">
        <p>{said?.message ?? texts.engine.restarting}</p>
        {said?.hint !== undefined && <p className="muted">{said.hint}</p>}
      </div>
    );
  }
  if (setUp.name === undefined) return null;
  return (
    <div className="banner banner-quiet" aria-live="polite">
      <p>{texts.engine.settingUp(engineSentence(setUp.name), setUp.percentage)}</p>
    </div>
  );
}
