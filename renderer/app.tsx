import { useEffect } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { BlockedUndo } from './components/blocked-undo.tsx';
import { EngineBanner } from './components/engine-banner.tsx';
import { useWindowDrop } from './components/window-drop.ts';
import { ExportScreen } from './screens/export-screen.tsx';
import { HistoryScreen } from './screens/history-screen.tsx';
import { ImportScreen } from './screens/import-screen.tsx';
import { SettingsScreen } from './screens/settings-screen.tsx';
import { screens, useNavigation, type Screen } from './state/navigation.ts';
import { texts } from './texts.ts';

const content: Readonly<Record<Screen, () => React.JSX.Element>> = {
  import: ImportScreen,
  export: ExportScreen,
  history: HistoryScreen,
  settings: SettingsScreen,
};

export function App() {
  const { screen, show } = useNavigation();
  const dragging = useWindowDrop();
  useEffect(() => {
    document.title = `${texts.screens[screen]} – ${texts.app}`;
  }, [screen]);

  return (
    <>
      <Tabs
        className={dragging ? 'app dragging' : 'app'}
        selectedKey={screen}
        onSelectionChange={(key) => {
          const next = screens.find((name) => name === key);
          if (next !== undefined) show(next);
        }}
      >
        <header className="app-header">
          <h1 className="app-name">{texts.app}</h1>
          <TabList className="app-tabs" aria-label={texts.navigation}>
            {screens.map((name) => (
              <Tab key={name} id={name} className="app-tab">
                {texts.screens[name]}
              </Tab>
            ))}
          </TabList>
        </header>
        <EngineBanner />
        <main className="app-main">
          {screens.map((name) => {
            const Content = content[name];
            return (
              <TabPanel key={name} id={name} className="app-panel">
                <Content />
              </TabPanel>
            );
          })}
        </main>
      </Tabs>
      {/* Tabs draw what is in them twice, to know what tabs there are; a dialog must not be. */}
      <BlockedUndo />
    </>
  );
}
