/** Internal to the driver and untyped here on purpose: what is taken from it is checked at run time. */
declare module 'mongodb/lib/cmap/commands.js';
