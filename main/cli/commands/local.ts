import { homeFolders, sluiceHome } from '../../engine/files/home.ts';
import { localStatus, startLocal, stopLocal } from '../../engine/mongo/local-server.ts';
import { print, printJson, say } from '../console.ts';
import { exitCodes } from '../exit-codes.ts';

export const localActions = ['start', 'stop', 'status', 'uri'] as const;
export type LocalAction = (typeof localActions)[number];

/** The local MongoDB, by hand. */
export async function local(action: LocalAction, { json }: { json: boolean }): Promise<number> {
  const folders = homeFolders(sluiceHome());
  if (action === 'stop') {
    const outcome = await stopLocal(folders);
    if (json) printJson({ outcome });
    else
      print(
        {
          stopped: 'Stopped.',
          'not-running': 'It was not running.',
          'in-use': 'It is in use; the last user will stop it.',
        }[outcome],
      );
    return exitCodes.done;
  }
  const status =
    action === 'start'
      ? await startLocal({ folders, onStep: ({ name }) => say(name) })
      : await localStatus(folders);
  if (action === 'uri') {
    if (status.uri === undefined) {
      say('The local MongoDB is not running. Start it with: sluice local start');
      return exitCodes.failed;
    }
    print(status.uri);
  } else if (json) printJson(status);
  else
    print(
      status.running
        ? `Running at ${status.uri ?? ''} (MongoDB ${status.version ?? ''}, data in ${status.dataPath})`
        : 'Not running.',
    );
  return exitCodes.done;
}
