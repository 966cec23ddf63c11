import type { NumberArray } from '../data/formats/npyArray';
import { openSafetensors, readSafetensorsEntry } from '../data/formats/safetensors';

/** The tensors of a file by name, each read when it is asked for. */
export interface TensorFile {
  readonly names: ReadonlySet<string>;
  /** `undefined` where there is none of this name, or it is of another number of axes. */
  tensor(name: string, axes: number): Pick<NumberArray, 'shape' | 'data'> | undefined;
}

/** `undefined` for bytes that are no whole safetensors file. */
export function openTensorFile(name: string, bytes: Uint8Array): TensorFile | undefined {
  const opened = openSafetensors({ name, bytes, size: bytes.length });
  if (!opened.ok) return undefined;
  const { entries } = opened.value;
  return {
    names: new Set(entries.keys()),
    tensor(tensor, axes) {
      const entry = entries.get(tensor);
      if (entry?.shape.length !== axes) return undefined;
      const read = readSafetensorsEntry(opened.value, tensor, entry);
      return read.ok ? read.value : undefined;
    },
  };
}
