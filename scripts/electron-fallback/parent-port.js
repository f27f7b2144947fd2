/** Gives a child process the `process.parentPort` of Electron's utility processes, over Node's own channel. */
'use strict';

const { EventEmitter } = require('node:events');

class ParentPort extends EventEmitter {
  /** @param {unknown} message */
  postMessage(message) {
    if (process.connected) process.send?.(message);
  }

  start() {}
}

const port = new ParentPort();
process.on('message', (data) => port.emit('message', { data, ports: [] }));
// A utility process does not outlive the app.
process.once('disconnect', () => process.exit());
Object.defineProperty(process, 'parentPort', { value: port });
