import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** The version of the package that the bundle lies in; empty where the package says none. */
export async function programVersion(): Promise<string> {
  const text = await readFile(path.join(__dirname, '..', 'package.json'), 'utf8');
  const described: unknown = JSON.parse(text);
  const isDescribed = typeof described === 'object' && described !== null && 'version' in described;
  return isDescribed ? String(described.version) : '';
}
