/**
 * Lets an old Electron shell run an app that is written for a current one: utility processes run on a separate,
 * current Node, and the app is loaded as Electron's own default app would load it. The app knows nothing of it.
 */
'use strict';

const { fork } = require('node:child_process');
const { EventEmitter } = require('node:events');
const { existsSync, readFileSync } = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const electron = require('electron');

/** @type {{ node: string, app?: string }} */
const settings = JSON.parse(readFileSync(path.join(__dirname, 'shell.json'), 'utf8'));

/** A process of `child_process` that looks like one of `utilityProcess`. */
class UtilityProcess extends EventEmitter {
  /**
   * @param {string} modulePath
   * @param {string[]} [args]
   * @param {import('electron').ForkOptions} [options]
   */
  constructor(modulePath, args = [], options = {}) {
    super();
    /** @type {NodeJS.ProcessEnv} */
    const env = { ...(options.env ?? process.env) };
    delete env.ELECTRON_RUN_AS_NODE;
    const [, out = 'inherit', err = 'inherit'] =
      typeof options.stdio === 'string' ? Array(3).fill(options.stdio) : (options.stdio ?? []);
    this.child = fork(modulePath, args, {
      execPath: process.env.SLUICE_NODE ?? path.resolve(__dirname, settings.node),
      execArgv: ['--require', path.join(__dirname, 'parent-port.js'), ...(options.execArgv ?? [])],
      serialization: 'advanced',
      stdio: ['ignore', out, err, 'ipc'],
      cwd: options.cwd,
      env,
    });
    this.child.once('spawn', () => this.emit('spawn'));
    this.child.on('message', (message) => this.emit('message', message));
    let ended = false;
    const end = (/** @type {number | null} */ code) => {
      if (!ended) this.emit('exit', code ?? 1);
      ended = true;
    };
    this.child.once('exit', end);
    this.child.once('error', (error) => {
      console.error(error);
      if (this.child.pid === undefined) end(1);
    });
  }

  get pid() {
    return this.child.exitCode === null ? this.child.pid : undefined;
  }

  get stdout() {
    return this.child.stdout;
  }

  get stderr() {
    return this.child.stderr;
  }

  /**
   * @param {import('node:child_process').Serializable} message
   * @param {unknown[]} [transfer]
   */
  postMessage(message, transfer = []) {
    if (transfer.length > 0) throw new Error('this shell cannot transfer message ports to a utility process');
    if (this.child.connected) this.child.send(message);
  }

  kill() {
    return this.child.kill();
  }
}

/** @type {any} Electron's class cannot be constructed; this one has the members that can be used from outside. */
const utilityProcess = electron.utilityProcess;
utilityProcess.fork = (
  /** @type {string} */ modulePath,
  /** @type {string[]} */ args,
  /** @type {import('electron').ForkOptions} */ options,
) => new UtilityProcess(modulePath, args, options);

/** The app's folder: the packed one, or the first argument that is no flag. */
function appFolder() {
  if (settings.app !== undefined) return path.resolve(__dirname, settings.app);
  const argument = process.argv.slice(1).find((arg) => !arg.startsWith('-'));
  return argument === undefined ? undefined : path.resolve(argument);
}

const folder = appFolder();
if (folder === undefined || !existsSync(path.join(folder, 'package.json'))) {
  console.error('usage: electron FOLDER   (the folder of an app, with its package.json)');
  process.exit(2);
}
const facts = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
/** @type {any} These setters are there, but only Electron's default app is meant to use them. */
const app = electron.app;
app.setAppPath(folder);
app.setName(facts.productName ?? facts.name);
app.setVersion(facts.version);
/** @type {any} `_load` is how Electron's default app loads an app as the main module; it has no public name. */
const loader = Module;
// oxlint-disable-next-line no-underscore-dangle
loader._load(path.join(folder, facts.main), Module, true);
