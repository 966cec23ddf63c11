import { csvReader } from './readers/csvReader';
import { generatedReader } from './readers/generatedReader';
import { mnistReader } from './readers/mnistReader';
import { npyReader } from './readers/npyReader';
import { npzReader } from './readers/npzReader';
import { shippedReader } from './readers/shippedReader';
import type { DataSource, SourceReader } from './dataSource';

/** What describes and reads a source. This brings every format along, so the editor imports it late. */
export function readerOf(source: DataSource): SourceReader {
  switch (source.kind) {
    case 'csv':
      return csvReader;
    case 'npy':
      return npyReader;
    case 'npz':
      return npzReader;
    case 'mnist':
      return mnistReader;
    case 'shipped':
      return shippedReader(source);
    case 'generated':
      return generatedReader(source);
  }
}
