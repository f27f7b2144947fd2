import { Button, Menu, MenuItem, MenuTrigger, Popover, Text } from 'react-aria-components';
import type { Finding } from '../../preload/contract.ts';
import { useFindings } from '../state/findings.ts';
import { texts } from '../texts.ts';
import { recordChoices } from './choose-for-many.tsx';

/** What the import shall do with one record; a menu, because hundreds of lists that are ready to open are heavy. */
export function RecordChoiceMenu({ finding }: { readonly finding: Finding }) {
  const choose = useFindings((store) => store.choose);
  const { seq, id, choice = 'policy' } = finding;
  const { name } = texts.differing.choices[choice];
  return (
    <MenuTrigger>
      <Button
        className={choice === 'policy' ? 'button small-button' : 'button small-button chosen'}
        aria-label={texts.differing.choiceOf(name, id)}
      >
        {name}
        <span aria-hidden="true" className="chevron" />
      </Button>
      <Popover className="popover menu-popover" offset={4} placement="bottom end">
        <Menu
          className="options"
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[choice]}
          onAction={(key) => {
            const picked = recordChoices.find((one) => one === key);
            if (picked !== undefined) void choose(picked, new Set([seq]));
          }}
        >
          {recordChoices.map((one) => (
            <MenuItem key={one} id={one} textValue={texts.differing.choices[one].name} className="option">
              <Text slot="label">{texts.differing.choices[one].name}</Text>
              <Text slot="description" className="hint">
                {texts.differing.choices[one].description}
              </Text>
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
