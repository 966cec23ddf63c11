/** Reads a file of the extension's `dist` folder; the browser knows no other way to find one. */
export interface RuntimeAssets {
  read(name: string): PromiseLike<Uint8Array>;
}
