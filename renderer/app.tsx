import { useEffect } from 'react';
import { TabPanel, Tabs } from 'react-aria-components';
import { BlockedUndo } from './components/blocked-undo.tsx';
import { ConnectionTree } from './components/connection-tree.tsx';
import { EngineBanner } from './components/engine-banner.tsx';
import { JobStrip } from './components/job-strip.tsx';
import { Navigation } from './components/navigation.tsx';
import { ShortcutList } from './components/shortcut-list.tsx';
import { useShortcuts } from './components/use-shortcuts.ts';
import { useWindowDrop } from './components/window-drop.ts';
import { BrowseScreen } from './screens/browse-screen.tsx';
import { ExportScreen } from './screens/export-screen.tsx';
import { HistoryScreen } from './screens/history-screen.tsx';
import { ImportScreen } from './screens/import-screen.tsx';
import { SettingsScreen } from './screens/settings-screen.tsx';
import { screens, useNavigation, type Screen } from './state/navigation.ts';
import { texts } from './texts.ts';

const content: Readonly<Record<Screen, () => React.JSX.Element>> = {
  import: ImportScreen,
  export: ExportScreen,
  browse: BrowseScreen,
  history: HistoryScreen,
  settings: SettingsScreen,
};

export function App() {
  const { screen, show } = useNavigation();
  const dragging = useWindowDrop();
  useShortcuts();
  useEffect(() => {
    document.title = `${texts.screens[screen]} – ${texts.app}`;
  }, [screen]);

  return (
    <>
      <div className={dragging ? 'app dragging' : 'app'}>
        <Tabs
          className="app-sections"
          orientation="vertical"
          selectedKey={screen}
          onSelectionChange={(key) => {
            const next = screens.find((name) => name === key);
            if (next !== undefined) show(next);
          }}
        >
          <Navigation />
          <main className="app-main">
            <EngineBanner />
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
        <ConnectionTree />
        <JobStrip />
      </div>
      {/* Tabs draw what is in them twice, to know what tabs there are; trees and dialogs must not be. */}
      <BlockedUndo />
      <ShortcutList />
    </>
  );
}
