import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { backprop, bundle, definition } from '../backprop';

const network = `scale = 0.1
network Small {
  data = spiral(points=20, test=0.25)
  layers { hidden = Affine(8); ReLU; Affine(3); SoftmaxWithLoss }
  train { optimizer = SGD(lr=scale); batch = 10; epochs = 3 }
}
`;

interface Row {
  readonly variant: Readonly<Record<string, string>>;
  readonly state: string;
  readonly reason?: string;
  readonly trainLoss: number | null;
  readonly testLoss: number | null;
  readonly testAccuracy: number | null;
  readonly recording: string;
}

/** The lines of `--json`, without the last, which sums up. */
function rowsOf(output: string): readonly Row[] {
  return output
    .trim()
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Row);
}

interface Described {
  readonly name: string;
  readonly state: string;
  readonly origin: { readonly text: string };
  readonly process: { readonly id: number };
}

function described({ recording }: Pick<Row, 'recording'>): Described {
  return JSON.parse(readFileSync(path.join(recording, 'run.json'), 'utf8')) as Described;
}

const newFolder = (): string => mkdtempSync(path.join(tmpdir(), 'backprop compared '));

const comparison = `compare Rates of Small {
  optimizer.lr = [0.5, 0.05]
  hidden.units = [4, 8]
  seed = [0, 1]
}
`;

describe('backprop compare', () => {
  it('gives each variant the numbers it has alone, bit for bit, however many run at a time', async () => {
    const folder = newFolder();
    const file = definition(network + comparison);
    const { exitCode, output } = await backprop('compare', file, '--json', '--record', folder, '--jobs', '3');
    expect(exitCode).toBe(0);
    const rows = rowsOf(output);
    expect(new Set(rows.map(({ variant }) => Object.values(variant).join(' '))).size).toBe(8);
    for (const row of rows) {
      const run = described(row);
      expect(run.name).toContain(`seed = ${row.variant['seed'] ?? '?'}`);
      const alone = await backprop('train', definition(run.origin.text), '--json');
      const [, last = ''] = alone.output.trim().split('\n').reverse();
      expect(JSON.parse(last)).toMatchObject({
        trainLoss: row.trainLoss,
        testLoss: row.testLoss,
        testAccuracy: row.testAccuracy,
      });
    }
    const summary = JSON.parse(output.trim().split('\n').at(-1) ?? '') as {
      readonly groups: readonly {
        readonly variant: string;
        readonly runs: number;
        readonly trainLoss: object;
      }[];
    };
    expect(summary.groups.map(({ variant, runs }) => [variant, runs])).toEqual(
      ['0.5', '0.05'].flatMap((rate) =>
        ['4', '8'].map((units) => [`optimizer.lr = ${rate}, hidden.units = ${units}`, 2]),
      ),
    );
    const first = rows.filter(
      ({ variant }) => variant['optimizer.lr'] === '0.5' && variant['hidden.units'] === '4',
    );
    const losses = first.map(({ trainLoss }) => trainLoss ?? NaN);
    expect(summary.groups[0]?.trainLoss).toEqual({
      lowest: Math.min(...losses),
      median: ((losses[0] ?? NaN) + (losses[1] ?? NaN)) / 2,
      highest: Math.max(...losses),
    });
  });

  it('does not train again what is in the folder, by text and seed, and trains what is not', async () => {
    const folder = newFolder();
    const states = async (text: string): Promise<readonly string[]> => {
      const { exitCode, output } = await backprop('compare', definition(text), '--json', '--record', folder);
      expect(exitCode).toBe(0);
      return rowsOf(output).map(({ state }) => state);
    };
    const seeds = `${network}compare Seeds of Small { seed = [0, 1] }\n`;
    expect(await states(seeds)).toEqual(['finished', 'finished']);
    expect(await states(seeds.replace('[0, 1]', '[1, 2, 0]').replace('scale', '# A note.\nscale'))).toEqual([
      'known',
      'finished',
      'known',
    ]);
    expect(await states(seeds.replace('scale = 0.1', 'scale = 0.2'))).toEqual(['finished', 'finished']);
    // The same numbers in another run of the program, which need no training.
    const { output } = await backprop('compare', definition(seeds), '--record', folder);
    expect(output).toMatch(/all of seed {2}2 {6}\d/);
  });

  it('trains again, and says why, what is in the folder but no longer whole', async () => {
    const folder = newFolder();
    const text = `${network}compare Seeds of Small { seed = [0, 1, 2, 3] }\n`;
    const once = await backprop('compare', definition(text), '--json', '--record', folder);
    const [cut, gone, bare, unpictured] = rowsOf(once.output).map(({ recording }) => recording);
    const segment = (recording = ''): string => path.join(recording, 'segments', '000001.safetensors');
    truncateSync(segment(cut), 50);
    rmSync(segment(gone));
    // The figures of a whole run are those that it recorded, and no number hangs on its pictures.
    const file = path.join(bare ?? '', 'run.json');
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), latest: undefined }));
    const snapshots = path.join(unpictured ?? '', 'snapshots');
    for (const name of readdirSync(snapshots)) truncateSync(path.join(snapshots, name), 50);
    const again = await backprop('compare', definition(text), '--json', '--record', folder);
    expect(rowsOf(again.output).map(({ state }) => state)).toEqual([
      'finished',
      'finished',
      'known',
      'known',
    ]);
    const figures = (output: string): unknown =>
      rowsOf(output).map(({ trainLoss, testLoss, testAccuracy }) => [trainLoss, testLoss, testAccuracy]);
    expect(figures(again.output)).toEqual(figures(once.output));
    for (const [at, damaged] of [cut, gone].entries()) {
      expect(again.errors).toContain(
        `seed = ${String(at)}: trained again, for its recording ${path.basename(damaged ?? '')} is damaged\n`,
      );
    }
    expect(again.errors.match(/trained again/g)).toHaveLength(2);
    const last = await backprop('compare', definition(text), '--json', '--record', folder);
    expect(rowsOf(last.output).map(({ state }) => state)).toEqual(Array(4).fill('known'));
    expect(last.errors).not.toContain('damaged');
  });

  it('names the variant whose numbers break, and has the others', async () => {
    const text = `${network}compare Rates of Small { optimizer.lr = [0.1, 1e30]; seed = [0] }\n`;
    const { exitCode, output, errors } = await backprop('compare', definition(text), '--jobs', '2');
    expect(exitCode).toBe(1);
    expect(errors).toMatch(/\d of 2: optimizer\.lr = 1e30 FAILED: .+/);
    expect(errors).toContain('1 of 2 variants failed.');
    expect(output).toContain('optimizer.lr = 0.1');
    expect(output).not.toContain('1e30');
  });

  it('trains nothing where nothing can be recorded, and names what is in the way', async () => {
    const text = `${network}compare Rates of Small { seed = [0, 1] }\n`;
    const inTheWay = definition('a file');
    const { exitCode, output, errors } = await backprop('compare', definition(text), '--record', inTheWay);
    expect(exitCode).toBe(2);
    expect(errors.trim().split('\n').at(-1)).toBe(
      `backprop: Nothing can be recorded in ${inTheWay}: ${inTheWay} is no folder.`,
    );
    expect(output).toBe('');
  });

  // A limit on the size of a file stands in for a full disk.
  it.skipIf(process.platform === 'win32')(
    'tells by its exit code that a variant could not be recorded, and has the figures',
    () => {
      const text = `${network}compare Rates of Small { seed = [0, 1] }\n`;
      const folder = newFolder();
      const words = [bundle, 'compare', definition(text), '--record', folder];
      const { status, stdout, stderr } = spawnSync(
        'sh',
        ['-c', `trap '' XFSZ; ulimit -f 0; exec "$@"`, 'sh', process.execPath, ...words],
        { encoding: 'utf8' },
      );
      expect(status).toBe(1);
      expect(stderr).toContain(`Nothing can be recorded in ${folder}: it is larger than a file may be here.`);
      expect(stderr).not.toContain('FAILED');
      expect(stdout).toMatch(/all of seed {2}2 {6}\d/);
      expect(readdirSync(folder)).toEqual([]);
    },
  );

  it('has one failed variant where one of its processes dies', async () => {
    const folder = newFolder();
    const text = `${network}compare Lengths of Small { epochs = [1, 100_000_000, 2] }\n`;
    const child = spawn(
      process.execPath,
      [bundle, 'compare', definition(text), '--json', '--record', folder, '--jobs', '1'],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => (output += part));
    const watcher = watch(folder, { recursive: true }, (_, name) => {
      // Two of the words of its name, as they stand in that of its folder.
      if (name === null || !name.includes('100_000_000') || !name.endsWith('run.json')) return;
      const { process: long } = described({ recording: path.join(folder, path.dirname(name)) });
      watcher.close();
      process.kill(long.id, 'SIGKILL');
    });
    const [exitCode] = (await once(child, 'close')) as [number | null];
    expect(exitCode).toBe(1);
    expect(rowsOf(output).map(({ state }) => state)).toEqual(['finished', 'failed', 'finished']);
    expect(rowsOf(output)[1]?.reason).toBe('Its process died (SIGKILL).');
  });

  it('stops at Ctrl-C with what is whole, and goes on from there', async () => {
    const folder = newFolder();
    const lengths = (last: string): string =>
      definition(`${network}compare Lengths of Small { epochs = [1, ${last}, 2] }\n`);
    const child = spawn(
      process.execPath,
      [bundle, 'compare', lengths('100_000_000'), '--json', '--record', folder, '--jobs', '1'],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let output = '';
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (part: string) => (errors += part));
    child.stdout.setEncoding('utf8').on('data', (part: string) => (output += part));
    const watcher = watch(folder, { recursive: true }, (_, name) => {
      if (name === null || !name.includes('100_000_000') || !name.includes('segments')) return;
      watcher.close();
      child.kill('SIGINT');
    });
    const [exitCode] = (await once(child, 'close')) as [number | null];
    expect(exitCode).toBe(130);
    expect(rowsOf(output).map(({ state }) => state)).toEqual(['finished', 'stopped']);
    expect(errors).toContain(
      'stopped: 2 of 3 variants are missing. The same command goes on where it stopped.',
    );
    expect(rowsOf(output).map((row) => described(row).state)).toEqual(['finished', 'stopped']);
    const again = await backprop('compare', lengths('3'), '--json', '--record', folder, '--jobs', '1');
    expect(rowsOf(again.output).map(({ state }) => state)).toEqual(['known', 'finished', 'finished']);
  });

  it('writes a table with a row for each combination, and of seeds how far they lie apart', async () => {
    const { exitCode, output } = await backprop('compare', definition(network + comparison), '--jobs', '2');
    expect(exitCode).toBe(0);
    const [heading, , ...rows] = output.trim().split('\n');
    expect(heading).toMatch(/^variant +seeds +train loss +test loss +train acc\. +test acc\.$/);
    expect(rows.slice(0, 4).map((row) => row.split(/ {2,}/).slice(0, 2))).toEqual(
      ['0.5', '0.05'].flatMap((rate) =>
        ['4', '8'].map((units) => [`optimizer.lr = ${rate}, hidden.units = ${units}`, '2']),
      ),
    );
    expect(rows.at(-1)).toBe('Of several seeds: lowest / median / highest.');
  });

  it('takes a comparison by its name, and refuses in one line what it cannot run', async () => {
    const two = definition(
      `${network}compare A of Small { seed = [0, 1] }\ncompare B of Small { epochs = [1, 2] }\n`,
    );
    const chosen = await backprop('compare', two, 'B', '--json');
    expect(rowsOf(chosen.output).map(({ variant }) => variant)).toEqual([{ epochs: '1' }, { epochs: '2' }]);
    const refused = async (file: string, ...words: readonly string[]): Promise<string> => {
      const { exitCode, errors, output } = await backprop('compare', file, ...words);
      expect([exitCode, output]).toEqual([2, '']);
      return errors;
    };
    expect(await refused(two)).toContain(`Name one of the comparisons of ${two}: A, B`);
    expect(await refused(two, 'C')).toContain('has no comparison C, but: A, B');
    expect(await refused(two, 'A', '--jobs', '0')).toContain('--jobs takes a whole number from 1 up, not 0.');
    expect(await refused(definition(network))).toContain('compares nothing');
    expect(await refused(definition(`${network}compare A of Small { sed = 1 }\n`))).toContain(
      'Unknown setting sed. Did you mean seed?',
    );
    const untrained = network.replace(/ {2}train \{[^}]*\}\n/, '');
    expect(await refused(definition(`${untrained}compare A of Small { hidden.units = [1, 2] }\n`))).toContain(
      'Small has no train block',
    );
  });

  it('computes nothing of a sheet with open questions', async () => {
    const text = `sheet "S"\n${network.replace('train {', 'expect loss = ?\n  train {')}compare A of Small { seed = [0, 1] }\n`;
    const folder = newFolder();
    const { exitCode, output } = await backprop('compare', definition(text), '--record', folder);
    expect([exitCode, output]).toEqual([2, '']);
  });
});
