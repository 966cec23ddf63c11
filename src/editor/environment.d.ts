// What both extension hosts, Node and browser, offer beside
// the vscode API. DOM and Node types stay out of here.
declare function setTimeout(callback: () => void, milliseconds: number): number;
declare function clearTimeout(handle: number | undefined): void;
declare const performance: { now(): number };
declare class TextDecoder {
  constructor(encoding?: string, options?: { fatal?: boolean });
  decode(bytes: Uint8Array): string;
}
declare class TextEncoder {
  encode(text: string): Uint8Array;
}
