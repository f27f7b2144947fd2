import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { MenuAction } from '../preload/contract.ts';
import type { ShellTexts } from './texts/en.ts';

export interface MenuOptions {
  readonly platform: NodeJS.Platform;
  readonly texts: ShellTexts;
  /** Paths of files, newest first. */
  readonly recent: readonly string[];
  /** While Sluice is being worked on. */
  readonly isDevelopment: boolean;
  /** Hears what the page has to do. */
  readonly choose: (action: MenuAction) => void;
  readonly openRecent: (path: string) => void;
  readonly clearRecent: () => void;
  readonly showLogs: () => void;
}

/** Puts up the application menu, on each platform as its own guidelines have it. */
export function installMenu(options: MenuOptions): void {
  const isMac = options.platform === 'darwin';
  const parts = [
    ...(isMac ? [appMenu(options)] : []),
    fileMenu(options, isMac),
    { role: 'editMenu' },
    viewMenu(options),
    { role: 'windowMenu' },
    helpMenu(options),
  ] satisfies MenuItemConstructorOptions[];
  Menu.setApplicationMenu(Menu.buildFromTemplate(parts));
}

const separator = { type: 'separator' } as const;

const settingsItem = ({ texts, choose }: MenuOptions): MenuItemConstructorOptions => ({
  label: texts.menu.settings,
  accelerator: 'CmdOrCtrl+,',
  click: () => choose('settings'),
});

function appMenu(options: MenuOptions): MenuItemConstructorOptions {
  return {
    role: 'appMenu',
    submenu: [
      { role: 'about' },
      separator,
      settingsItem(options),
      separator,
      { role: 'services' },
      separator,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      separator,
      { role: 'quit' },
    ],
  };
}

function fileMenu(options: MenuOptions, isMac: boolean): MenuItemConstructorOptions {
  const { texts, choose, recent, openRecent, clearRecent } = options;
  const end: MenuItemConstructorOptions[] = isMac
    ? [{ role: 'close' }]
    : [settingsItem(options), separator, { role: 'quit' }];
  return {
    label: texts.menu.file,
    submenu: [
      { label: texts.menu.import, accelerator: 'CmdOrCtrl+O', click: () => choose('import') },
      {
        label: texts.menu.recent,
        enabled: recent.length > 0,
        submenu: [
          ...recent.map((path) => ({ label: path.replaceAll('&', '&&'), click: () => openRecent(path) })),
          separator,
          { label: texts.menu.clearRecent, click: clearRecent },
        ],
      },
      separator,
      { label: texts.menu.export, accelerator: 'CmdOrCtrl+E', click: () => choose('export') },
      separator,
      ...end,
    ],
  };
}

function viewMenu({ texts, choose, isDevelopment }: MenuOptions): MenuItemConstructorOptions {
  const screens = (['import', 'export', 'browse', 'history'] as const).map((screen, index) => ({
    label: texts.menu.screens[screen],
    accelerator: `CmdOrCtrl+${index + 1}`,
    // The menu's first entry also opens the dialog; here the screen alone is meant.
    click: () => choose(screen === 'import' ? 'home' : screen),
  }));
  return {
    label: texts.menu.view,
    submenu: [
      ...screens,
      separator,
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      separator,
      { role: 'togglefullscreen' },
      ...(isDevelopment ? ([separator, { role: 'reload' }, { role: 'toggleDevTools' }] as const) : []),
    ],
  };
}

function helpMenu({ texts, choose, showLogs }: MenuOptions): MenuItemConstructorOptions {
  return {
    role: 'help',
    label: texts.menu.help,
    submenu: [
      { label: texts.menu.shortcuts, accelerator: 'F1', click: () => choose('shortcuts') },
      { label: texts.menu.logs, click: showLogs },
    ],
  };
}
