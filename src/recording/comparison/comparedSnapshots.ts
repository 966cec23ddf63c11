import type { FileStore } from '../fileStore';
import { readSnapshot, type NumberedFile } from '../recordingReader';
import type { SnapshotPicture, SnapshotPictureKind } from '../snapshot';

/** Which pictures of a snapshot are looked at. */
export interface SnapshotQuestion {
  readonly kind: SnapshotPictureKind;
  /** Absent: of every layer. */
  readonly layer?: string;
}

/** What a run has to show at a moment. */
export interface ComparedSnapshot {
  /** The step it is of; absent where there is none, or its file is damaged. */
  readonly step?: number;
  /** In the order of the layers. */
  readonly pictures: readonly SnapshotPicture[];
  /** The file that is damaged. */
  readonly damaged?: string;
}

/** The snapshot nearest to a step; of two that are as near, the earlier. */
export function snapshotNear(snapshots: readonly NumberedFile[], step: number): NumberedFile | undefined {
  let nearest: NumberedFile | undefined;
  for (const snapshot of snapshots) {
    const isNearer =
      nearest === undefined || Math.abs(snapshot.number - step) < Math.abs(nearest.number - step);
    if (isNearer) nearest = snapshot;
  }
  return nearest;
}

/**
 * Reads the pictures of a run at a step.
 * @param layers names, in the order in which pictures are given
 */
export async function snapshotAt(
  files: FileStore,
  snapshots: readonly NumberedFile[],
  step: number,
  { kind, layer }: SnapshotQuestion,
  layers: readonly string[],
): Promise<ComparedSnapshot> {
  const nearest = snapshotNear(snapshots, step);
  if (nearest === undefined) return { pictures: [] };
  const read = await readSnapshot(files, nearest);
  if ('why' in read) return { pictures: [], damaged: read.file };
  const pictures = read.pictures.filter(
    (picture) => picture.kind === kind && (layer === undefined || picture.layer === layer),
  );
  const place = ({ layer: name }: SnapshotPicture): number => layers.indexOf(name);
  return { step: nearest.number, pictures: pictures.sort((a, b) => place(a) - place(b)) };
}
