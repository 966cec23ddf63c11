import type { ArgumentValues } from '../engine/argumentSpec';
import { message, type Message } from '../engine/message';
import type { DataPreview } from '../engine/network/dataPreview';
import type { NetworkTargets } from '../engine/network/lossTargets';
import type { NetworkData } from '../engine/network/networkInference';
import type { DataDescription, TargetDescription } from './dataset';
import { describeData, usualData } from './load';
import type { DataSource, Extent, FileRequest, SourceFiles } from './dataSource';

/**
 * `describeData` in the words in which a network is checked;
 * `undefined` where only the whole files tell anything.
 * @param files those of `requests` that were found, by role
 */
export function previewData(
  source: DataSource,
  given: ArgumentValues,
  requests: readonly FileRequest[],
  files: SourceFiles,
  extent: Extent = 'start',
): DataPreview | undefined {
  const described = describeData(source, given, files, extent);
  if (!described.ok) {
    const { message: text, argument, fix } = described.error;
    const isMissing = requests.some(({ role }) => files[role] === undefined);
    const usual = isMissing ? usualData(source, given) : undefined;
    return {
      ok: false,
      message: text,
      isMissing,
      ...(usual && { usual: networkData(usual) }),
      ...(isMissing && 'instead' in source && { instead: source.instead }),
      ...(argument !== undefined && { argument }),
      ...(fix && { fix }),
    };
  }
  if (described.value === undefined) return undefined;
  const { hints } = described.value;
  return { ok: true, data: networkData(described.value), ...(hints && { hints }) };
}

function networkData({ sampleShape, targets, beyondFloat32 }: DataDescription): NetworkData {
  const seen = networkTargets(targets);
  return { sampleShape, ...(seen && { targets: seen }), ...(beyondFloat32 && { beyondFloat32 }) };
}

/**
 * Why a file that others may have named is not read where nobody has said that the workspace can be trusted.
 */
export function outsideTrust(path: string): Message {
  return message(
    '{0} lies outside the folder of this definition and of the workspace. In Restricted Mode such files are not read: trust the workspace first.',
    path,
  );
}

function networkTargets(targets: TargetDescription): NetworkTargets | undefined {
  if (targets.kind === 'values') return targets;
  if (targets.kind === 'unknown' || targets.classes === undefined) return undefined;
  const { classes } = targets;
  return { ...targets, classes };
}
