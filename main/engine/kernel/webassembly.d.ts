/** What the kernel needs of WebAssembly (https://webassembly.github.io/spec/js-api/); the types for Node leave it out. */
declare namespace WebAssembly {
  interface Module {
    readonly [Symbol.toStringTag]: string;
  }
  const Module: new (bytes: Uint8Array) => Module;
  interface Instance {
    readonly exports: unknown;
  }
  const Instance: new (module: Module, imports: Readonly<Record<string, object>>) => Instance;
  interface Memory {
    readonly buffer: ArrayBuffer;
    /** Makes it larger by so many pages of 64 KiB. */
    grow(pages: number): number;
  }
}
