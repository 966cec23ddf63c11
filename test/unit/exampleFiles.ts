import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const examplesFolder = path.resolve(import.meta.dirname, '../../examples');

/** The definitions in the folder of examples, each by its path below it, written with `/`. */
const definitions: readonly string[] = readdirSync(examplesFolder, { recursive: true })
  .map((name) => String(name).replaceAll(path.sep, '/'))
  .filter((name) => name.endsWith('.backprop'))
  .sort();

const isLesson = (name: string): boolean => name.startsWith('lessons/');

export const lessonDefinitions = definitions.filter(isLesson);

/** All but the lessons. */
export const exampleDefinitions = definitions.filter((name) => !isLesson(name));

/** @param name below the folder of examples, with `/` */
export function readExample(name: string): string {
  return readFileSync(path.join(examplesFolder, name), 'utf8');
}
