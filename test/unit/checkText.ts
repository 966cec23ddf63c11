import { filesOf } from '../../src/data/load';
import { previewData } from '../../src/data/networkData';
import { arraySources } from '../../src/data/arraySources';
import { dataSources, findDataSource } from '../../src/data/dataSources';
import type { Settings } from '../../src/engine/layers/support/layer';
import type { DataPreview } from '../../src/engine/network/dataPreview';
import { checkText as check, type CheckedFile, type Environment } from '../../src/language';

/**
 * Checks a text as the editor and the command line do it:
 * with the data sources there are, none of whose files exist.
 */
export function checkText(text: string, environment: Environment = {}): CheckedFile {
  return check(text, { dataSources, describeData, arraySources, ...environment });
}

/** What needs no file to be described. */
function describeData(name: string, settings: Settings): DataPreview | undefined {
  const source = findDataSource(name);
  const requests = source && filesOf(source, settings);
  if (!source || requests?.ok !== true) return undefined;
  const needsFiles = requests.value.some(({ describedBy }) => describedBy !== 0);
  return needsFiles ? undefined : previewData(source, settings, requests.value, {});
}
