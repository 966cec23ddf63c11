import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { diskStore } from '../../src/platform/diskStore';
import { readSnapshot, type Recording } from '../../src/recording/recordingReader';
import { scalarColumns } from '../../src/recording/segment';
import { longestSide, type SnapshotPicture } from '../../src/recording/snapshot';
import { pythonWithTorch } from '../unit/python';
import { opened } from '../unit/recording/runs';

const here = import.meta.dirname;
export const recorderFile = path.join(here, '..', '..', 'python', 'backprop_lens.py');
export const trainings = path.join(here, 'trainings.py');

/** A folder with a blank in its name. */
export const newFolder = (): string => mkdtempSync(path.join(tmpdir(), 'recorded trainings '));

/** How a program of Python ended, and what it wrote. */
export interface Ended {
  readonly code: number | null;
  readonly output: string;
  /** Without what the recorder says, which `said` has. */
  readonly errors: string;
  readonly said: readonly string[];
}

/** Starts Python on one core, so that sums are made in one order. */
export async function python(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const child = spawn(pythonWithTorch(), args, {
    cwd: here,
    env: { ...process.env, OMP_NUM_THREADS: '1', PYTHONDONTWRITEBYTECODE: '1', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [output, errors, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  const lines = errors.split(/\r?\n/);
  const isOurs = (line: string): boolean => line.startsWith('backprop_lens: ');
  return {
    code,
    output,
    errors: lines.filter((line) => !isOurs(line)).join('\n'),
    said: lines.filter(isOurs),
  };
}

/** A training of one kind, as it is and by the launcher. */
interface BothWays {
  readonly plain: Ended;
  readonly recorded: Ended;
  /** What the training itself told of its layers, by update and layer. */
  readonly probed: Probed;
  /** Where the recording is. */
  readonly folder: string;
}

const done = new Map<string, Promise<BothWays>>();

/** Runs a kind of `trainings.py` as it is, and by the launcher; once, however many ask. */
export function bothWays(kind: string): Promise<BothWays> {
  const known = done.get(kind) ?? runBothWays(kind);
  done.set(kind, known);
  return known;
}

async function runBothWays(kind: string): Promise<BothWays> {
  const folder = newFolder();
  const [plain, recorded] = await Promise.all([
    withTorch.includes(kind) ? runPlain(kind) : runAlone(kind),
    python([recorderFile, '--into', folder, trainings, kind]),
  ]);
  return { ...plain, recorded, folder };
}

type Plain = Pick<BothWays, 'plain' | 'probed'>;

async function runAlone(kind: string): Promise<Plain> {
  const probe = path.join(newFolder(), 'probe.json');
  return { plain: await python([trainings, kind], { PROBE: probe }), probed: readProbe(probe) };
}

/** Kinds that come to their end: to import torch takes far longer than any of them, so it is done once. */
const withTorch: readonly string[] = [
  'functional',
  'sequential',
  'in_place',
  'residual',
  'shared',
  'gan',
  'lbfgs',
  'accumulation',
  'autocast',
  'workers',
  'penalty',
  'checkpointing',
  'compiled_part',
  'attention',
  'forgets',
  'data_parallel',
  'not_finite',
];
let plainRuns: Promise<{ readonly folder: string; readonly ended: Ended }> | undefined;

async function runPlain(kind: string): Promise<Plain> {
  plainRuns ??= runAllPlain();
  const { folder, ended } = await plainRuns;
  const read = (ending: string): string => readFileSync(path.join(folder, `${kind}.${ending}`), 'utf8');
  const code = new RegExp(`^${kind} (\\d+)$`, 'm').exec(ended.output)?.[1];
  if (code === undefined) throw new Error(`${kind} did not end: ${ended.output}${ended.errors}`);
  const plain = { code: Number(code), output: read('output'), errors: read('errors'), said: [] };
  return { plain, probed: readProbe(path.join(folder, `${kind}.json`)) };
}

async function runAllPlain(): Promise<{ readonly folder: string; readonly ended: Ended }> {
  const folder = newFolder();
  return { folder, ended: await python([path.join(here, 'plain.py'), folder, ...withTorch]) };
}

type Matrix = readonly (readonly number[])[];
/** What `probe.py` tells of a layer; matrices as docs/recording.md sees them. */
export interface ProbedLayer {
  readonly activation: Matrix;
  readonly gradient?: Matrix;
  readonly input?: Matrix;
  readonly inputGradient?: Matrix;
  readonly weights?: Matrix;
  readonly weightGradient?: Matrix;
  readonly gradientNorm?: number;
  readonly meanAbsoluteGradient?: number;
  readonly updateToWeightRatio?: number;
}
export type Probed = Readonly<Record<string, Readonly<Record<string, ProbedLayer>>>>;

/** What a training wrote by `probe.py`. */
export function readProbe(file: string): Probed {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Probed;
  } catch {
    // The training ended before it could tell.
    return {};
  }
}

/** The one recording in a folder. */
export async function recordingIn(folder: string): Promise<Recorded> {
  const [name = '', ...others] = readdirSync(folder).filter((each) => each.endsWith('.bprun'));
  if (name === '' || others.length > 0) throw new Error(`There are ${String(others.length + 1)} recordings.`);
  const files = diskStore(path.join(folder, name));
  const recording = await opened(files);
  const snapshots = new Map<number, readonly SnapshotPicture[]>();
  for (const file of recording.snapshots) {
    const snapshot = await readSnapshot(files, file);
    if ('why' in snapshot) throw new Error(`${file.file} is ${snapshot.why}.`);
    snapshots.set(file.number, snapshot.pictures);
  }
  return new Recorded(recording, snapshots);
}

/** A recording with all its pictures. */
export class Recorded {
  constructor(
    readonly recording: Recording,
    private readonly snapshots: ReadonlyMap<number, readonly SnapshotPicture[]>,
  ) {}

  get run(): NonNullable<Recording['run']> {
    if (this.recording.run === undefined) throw new Error('There is no run.json.');
    return this.recording.run;
  }

  get layers(): readonly string[] {
    return this.run.layers.map(({ name }) => name);
  }

  get steps(): readonly number[] {
    return [...this.snapshots.keys()];
  }

  picture(step: number, layer: string, kind: SnapshotPicture['kind']): SnapshotPicture | undefined {
    return this.snapshots.get(step)?.find((picture) => picture.layer === layer && picture.kind === kind);
  }

  /** A figure of a layer at an update, counted from 1. */
  scalar(step: number, layer: string, column: (typeof scalarColumns)[number]): number {
    const { steps, values } = this.recording.series.scalars;
    const row = steps.indexOf(step - 1);
    const place = row * this.layers.length + this.layers.indexOf(layer);
    return values[place * scalarColumns.length + scalarColumns.indexOf(column)] ?? NaN;
  }
}

/**
 * The largest difference between a picture and a matrix, of which a cell has the entry in its middle;
 * infinite where there is none, or one of another size.
 */
export function difference(picture: SnapshotPicture | undefined, matrix: Matrix | undefined): number {
  if (picture === undefined || matrix === undefined) return Infinity;
  const [down, right] = [middles(matrix.length), middles(matrix[0]?.length ?? 0)];
  if (picture.rows !== down.length || picture.columns !== right.length) return Infinity;
  const cells = down.flatMap((row) => right.map((column) => matrix[row]?.[column] ?? NaN));
  return Math.max(...cells.map((value, place) => Math.abs(value - (picture.means[place] ?? NaN))));
}

function middles(length: number): number[] {
  const parts = Math.min(length, longestSide);
  return Array.from({ length: parts }, (_, part) => {
    const [start, end] = [part, part + 1].map((edge) => Math.floor((edge * length) / parts)) as [
      number,
      number,
    ];
    return start + Math.floor((end - start) / 2);
  });
}
