import { generatedArguments } from '../commonArguments';
import type { ShippedSource } from '../dataSource';

/**
 * Makes a data source of a table that comes with the extension.
 * @param table.file in the folder `data`
 */
export function shipped({
  file,
  ...table
}: Omit<ShippedSource, 'kind' | 'arguments' | 'files' | 'table'> & { readonly file: string }): ShippedSource {
  const request = { role: 'table', from: 'shipped', paths: [file], describedBy: 0 } as const;
  return { ...table, kind: 'shipped', arguments: generatedArguments, table: request, files: () => [request] };
}
