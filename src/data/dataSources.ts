import type { DataSource } from './dataSource';
import { blobs } from './sources/blobs';
import { circles } from './sources/circles';
import { csv } from './sources/csv';
import { digits } from './sources/digits';
import { iris } from './sources/iris';
import { mnist } from './sources/mnist';
import { moons } from './sources/moons';
import { npy } from './sources/npy';
import { npz } from './sources/npz';
import { sine } from './sources/sine';
import { spiral } from './sources/spiral';
import { xor } from './sources/xor';

/** Every source of data a network can name, in the order in which they are offered. */
export const dataSources: readonly DataSource[] = [
  xor,
  spiral,
  circles,
  moons,
  blobs,
  sine,
  digits,
  iris,
  csv,
  npy,
  npz,
  mnist,
];

export function findDataSource(name: string): DataSource | undefined {
  return dataSources.find((source) => source.name === name);
}
