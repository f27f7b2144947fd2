import { Tab, TabList } from 'react-aria-components';
import { screens, type Screen } from '../state/navigation.ts';
import { texts } from '../texts.ts';
import { Icon, type IconName } from './icon.tsx';

const icons: Readonly<Record<Screen, IconName>> = {
  import: 'import',
  export: 'export',
  browse: 'collection',
  history: 'history',
  settings: 'settings',
};

/** The name of the app, and its screens. */
export function Navigation() {
  return (
    <header className="navigation">
      <h1 className="app-name">{texts.app}</h1>
      <TabList className="app-tabs" aria-label={texts.navigation}>
        {screens.map((name) => (
          <Tab key={name} id={name} className="app-tab">
            <Icon name={icons[name]} />
            {texts.screens[name]}
          </Tab>
        ))}
      </TabList>
    </header>
  );
}
