import { Button, Group } from 'react-aria-components';
import type { RecordChoice } from '../../preload/contract.ts';
import { useFindings } from '../state/findings.ts';
import { texts } from '../texts.ts';
import { Tick } from './tick.tsx';

export const recordChoices: readonly RecordChoice[] = ['policy', 'keep', 'take', 'replace', 'merge'];

/** One choice for all the records that are selected, loaded or not. */
export function ChooseForMany({ total }: { readonly total: number }) {
  const { selected, select, choose } = useFindings();
  const count = selected === 'all' ? total : selected.size;
  const isAll = selected === 'all' || (total > 0 && count === total);
  return (
    <div className="choose-many">
      <Tick
        isSelected={isAll}
        isIndeterminate={!isAll && count > 0}
        onChange={(all) => select(all ? 'all' : new Set())}
      >
        {texts.differing.selectAll}
      </Tick>
      <output className="muted">
        {count === 0 ? texts.differing.noneSelected : texts.differing.selected(count)}
      </output>
      <Group className="choices" aria-label={texts.differing.choose}>
        {recordChoices.map((choice) => (
          <Button
            key={choice}
            className="button small-button"
            isDisabled={count === 0}
            onPress={() => void choose(choice, isAll ? 'all' : selected)}
          >
            {texts.differing.choices[choice].name}
          </Button>
        ))}
      </Group>
    </div>
  );
}
