import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const examplesFolder = path.resolve(import.meta.dirname, '../../examples');

/** The definitions among the examples, each by its path below the folder, written with `/`. */
export const exampleDefinitions: readonly string[] = readdirSync(examplesFolder, { recursive: true })
  .map((name) => String(name).replaceAll(path.sep, '/'))
  .filter((name) => name.endsWith('.backprop'))
  .sort();

/** @param name below the folder of examples, with `/` */
export function readExample(name: string): string {
  return readFileSync(path.join(examplesFolder, name), 'utf8');
}
