import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KnownPaths } from '../../main/known-paths.ts';
import { defaultSettings } from '../../preload/contract.ts';

const refused = { code: 'request-invalid' };

test('only files that were chosen, or that jobs have to do with, are shown', () => {
  const known = new KnownPaths();
  known.add('/home/ada/export.json', undefined);
  assert.equal(known.check('/home/ada/export.json'), '/home/ada/export.json');
  assert.throws(() => known.check('/etc/passwd'), refused);
});

test('what the system would run is never opened', () => {
  const known = new KnownPaths();
  known.add('/home/ada/export.json', '/home/ada/run.sh', '/home/ada/app.desktop');
  known.checkOpenable('/home/ada/export.json');
  assert.throws(() => known.checkOpenable('/home/ada/run.sh'), refused);
  assert.throws(() => known.checkOpenable('/home/ada/app.desktop'), refused);
});

test('programs and folders in the settings have to be those that were chosen in a dialog', () => {
  const known = new KnownPaths();
  const { localServer } = defaultSettings;
  const program = { localServer: { ...localServer, program: '/tmp/evil' } };
  assert.throws(() => known.checkChosen(program, defaultSettings), refused);
  assert.throws(() => known.checkChosen({ tempFolder: '/tmp/evil' }, defaultSettings), refused);
  known.checkChosen({ localServer: { ...localServer, port: 27_018 } }, defaultSettings);
  known.checkChosen(program, { ...defaultSettings, ...program });
  known.checkChosen({ localServer }, { ...defaultSettings, ...program });
  known.add('/tmp/evil');
  known.checkChosen(program, defaultSettings);
});
