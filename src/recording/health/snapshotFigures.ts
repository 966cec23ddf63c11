import { statisticColumns, type Snapshot, type SnapshotPicture } from '../snapshot';

/** What of the snapshots the rules ask for. */
export interface SnapshotFigures {
  /** After how many updates. */
  readonly step: number;
  /** By layer, the norm of its weights. */
  readonly weightNorms: ReadonlyMap<string, number>;
  /** Layers that gave a NaN or an infinity. */
  readonly nonFiniteLayers: ReadonlySet<string>;
}

/** @param step after how many updates the snapshot was taken */
export function snapshotFigures({ pictures }: Snapshot, step: number): SnapshotFigures {
  const figure = ({ statistics }: SnapshotPicture, name: (typeof statisticColumns)[number]): number =>
    statistics?.[statisticColumns.indexOf(name)] ?? NaN;
  const isBroken = (picture: SnapshotPicture): boolean =>
    picture.kind === 'activation' && figure(picture, 'nonFinite') > 0;
  const weights = pictures.filter(({ kind }) => kind === 'weights');
  return {
    step,
    weightNorms: new Map(weights.map((picture) => [picture.layer, figure(picture, 'norm')])),
    nonFiniteLayers: new Set(pictures.filter(isBroken).map(({ layer }) => layer)),
  };
}
