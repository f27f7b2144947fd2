/** Joins the stores to the door, once, when the page loads. */
import type { EngineStatus, JobSummary, MenuAction } from '../../preload/contract.ts';
import { onEvent, reportOf, request } from './bridge.ts';
import { useCheck } from './check.ts';
import { useConnections } from './connections.ts';
import { useEngine } from './engine.ts';
import { useExport } from './export.ts';
import { useImport } from './import.ts';
import { isActive, useJobs } from './jobs.ts';
import { useNamespaces } from './namespaces.ts';
import { useNavigation } from './navigation.ts';
import { useSettings } from './settings.ts';
import { useTraces } from './traces.ts';

const { show } = useNavigation.getState();

const menuActions: Readonly<Record<MenuAction, () => void>> = {
  home: () => show('import'),
  import() {
    show('import');
    void useImport.getState().choose();
  },
  export: () => show('export'),
  browse: () => show('browse'),
  history: () => show('history'),
  settings: () => show('settings'),
  shortcuts: () => useNavigation.getState().help(true),
};

/** Imports files, and those in folders, that came from outside the page: dropped, pasted, or opened with the app. */
export async function takeFiles(paths: readonly string[]): Promise<void> {
  if (paths.length === 0) return;
  show('import');
  const { take, refuse } = useImport.getState();
  try {
    const found = await request('expandPaths', { paths });
    await take(found.paths, found);
  } catch (error) {
    refuse(reportOf(error));
  }
}

/** Reads again what an engine that was not there could not tell. */
async function catchUp(): Promise<void> {
  const jobs = useJobs.getState();
  await jobs.refresh();
  // This may have to start the local MongoDB, which would only slow down the list.
  void useNamespaces.getState().load();
  const { summaries } = useJobs.getState();
  const active = Object.values(summaries).filter(isActive);
  for (const job of active) watch(job);
  const shown = [useImport.getState().jobId, useExport.getState().jobId, useCheck.getState().jobId];
  const wanted = new Set([...shown, ...active.map((job) => job.jobId)]);
  for (const jobId of wanted) if (jobId !== undefined) void jobs.load(jobId);
}

/** Shows a job that runs already on the screen of its kind, where nothing else is being done there. */
function watch({ jobId, kind }: JobSummary): void {
  if (kind === 'export') useExport.setState((state) => ({ jobId: state.jobId ?? jobId }));
  else if (useImport.getState().files.length === 0)
    useImport.setState((state) => ({ jobId: state.jobId ?? jobId }));
}

export function connect(): void {
  const { took, ended, moved } = useJobs.getState();
  onEvent('progress', (snapshot) => {
    moved(snapshot);
    useTraces.getState().moved(snapshot);
  });
  onEvent('jobChanged', (job) => {
    took(job);
    useTraces.getState().changed(job);
  });
  onEvent('jobEnded', (result) => {
    ended(result);
    void useNamespaces.getState().refresh();
  });
  onEvent('setUp', (setUp) => useEngine.setState({ setUp }));
  onEvent('engineState', engineIs);
  onEvent('menu', ({ action }) => menuActions[action]());
  onEvent('openFiles', () => void takeOpened());
  useImport.subscribe(({ files }) => {
    // The form is gone: its check is for nothing any more.
    if (files.length === 0) useCheck.getState().forget();
  });
  void askAround();
}

/** What no event will tell a page that has just loaded. */
async function askAround(): Promise<void> {
  void useSettings.getState().load();
  void useConnections.getState().load();
  void takeOpened();
  useEngine.setState({ info: await request('appInfo', {}) });
  engineIs(await request('engineStatus', {}));
}

function engineIs(status: EngineStatus): void {
  useEngine.setState({ status });
  if (status.state === 'ready') void catchUp();
}

async function takeOpened(): Promise<void> {
  const { paths } = await request('takeOpenedFiles', {});
  await takeFiles(paths);
}
