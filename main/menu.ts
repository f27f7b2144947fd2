import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { MenuAction } from '../preload/contract.ts';

/** The application menu; `choose` hears what the page has to do. */
export function installMenu(platform: NodeJS.Platform, choose: (action: MenuAction) => void): void {
  const mac = platform === 'darwin';
  const settings: MenuItemConstructorOptions = {
    label: 'Settings…',
    accelerator: 'CmdOrCtrl+,',
    click: () => choose('settings'),
  };
  const appMenu: MenuItemConstructorOptions = {
    role: 'appMenu',
    submenu: [
      { role: 'about' },
      { type: 'separator' },
      settings,
      { type: 'separator' },
      { role: 'services' },
      { type: 'separator' },
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      { type: 'separator' },
      { role: 'quit' },
    ],
  };
  const fileEnd: MenuItemConstructorOptions[] = mac
    ? [{ role: 'close' }]
    : [settings, { type: 'separator' }, { role: 'quit' }];
  const file: MenuItemConstructorOptions = {
    label: '&File',
    submenu: [
      { label: 'Import…', accelerator: 'CmdOrCtrl+O', click: () => choose('import') },
      { label: 'Export…', accelerator: 'CmdOrCtrl+E', click: () => choose('export') },
      { type: 'separator' },
      ...fileEnd,
    ],
  };
  const standard: MenuItemConstructorOptions[] = [
    { role: 'editMenu' },
    { role: 'viewMenu' },
    { role: 'windowMenu' },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate([...(mac ? [appMenu] : []), file, ...standard]));
}
