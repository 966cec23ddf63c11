import type { ArgumentSpec } from '../../engine/argumentSpec';
import type { GeneratedSource } from '../dataSource';

/** Makes a data source of a generator: no file is needed. */
export function generated(generator: Omit<GeneratedSource, 'kind' | 'files'>): GeneratedSource {
  return { ...generator, kind: 'generated', files: () => [] };
}

/** The number of classes of a generator that makes any number of them. */
export function classCountArgument(name: string, documentation: string): ArgumentSpec {
  return { name, type: 'integer', default: 3, range: { from: 2, to: 1000 }, documentation };
}
