import type { Settings } from '../engine/layers/layer';
import type { Message } from '../engine/message';
import type { NetworkData } from '../engine/network/inference';
import { describeData } from './load';
import type { DataSource, FileRequest, SourceFiles } from './source';

/** What could be seen of the data for a network, or what is wrong with it and which argument is to blame. */
export type SeenData =
  | { readonly ok: true; readonly data: NetworkData }
  | {
      readonly ok: false;
      readonly message: Message;
      readonly argument?: string;
      /** A file is not there (yet), which is no mistake in the definition. */
      readonly isMissing: boolean;
    };

/** `describeData` in the words in which a network is checked. @param files those of `requests` that were found, by role */
export function seeData(
  source: DataSource,
  given: Settings,
  requests: readonly FileRequest[],
  files: SourceFiles,
): SeenData {
  const described = describeData(source, given, files);
  if (!described.ok) {
    const { message, argument } = described.error;
    const isMissing = requests.some(({ role }) => files[role] === undefined);
    return { ok: false, message, isMissing, ...(argument !== undefined && { argument }) };
  }
  const { sampleShape, targets } = described.value;
  if (targets.kind === 'values') return { ok: true, data: { sampleShape, targets } };
  const classes = targets.kind === 'labels' ? targets.classes : undefined;
  return {
    ok: true,
    data: { sampleShape, ...(classes !== undefined && { targets: { kind: 'labels', classes } }) },
  };
}
