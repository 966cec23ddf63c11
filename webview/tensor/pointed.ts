import { signal } from '@preact/signals';

interface Pointed {
  /** Reads signals, so that the number under a resting pointer goes on changing. */
  readonly read: () => string | undefined;
  /** Of the pointer, in the window. */
  readonly x: number;
  readonly y: number;
}

/** The cell under the pointer, in any picture. */
export const pointed = signal<Pointed | null>(null);

export function point(at: Pointed): void {
  pointed.value = at;
}

export function unpoint(): void {
  pointed.value = null;
}
