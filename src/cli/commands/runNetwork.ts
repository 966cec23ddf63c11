import { formatShape } from '../../engine/shape';
import { namedTensors } from '../../engine/training/namedTensors';
import type { Trainer } from '../../engine/training/trainer';
import { readDefinition } from '../readDefinition';
import { formatTable, jsonNumber, writeLine } from '../output';
import { jsonText } from '../../protocol/jsonText';
import { findNetwork, prepareTrainer } from '../networkOfFile';
import { withNpzFile, type NpzFile } from '../npzFile';
import type { Words } from '../words';

interface LayerRow {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly number[];
  readonly parameters: number;
  /** Of all its parameters together; `null` where it has none. */
  readonly gradientNorm: number | null;
  /** Of a ReLU: the share of entries its mask blocked. */
  readonly blockedShare: number | null;
}

/**
 * `backprop run FILE --network NAME [--json] [--npz OUT]`: forward and backward on the first mini-batch. A
 * table on a terminal; JSON for whatever else reads it.
 */
export async function runNetwork(given: Words): Promise<number> {
  return withNpzFile(given.texts['npz'], (npz) => runFirstBatch(given, npz));
}

async function runFirstBatch({ files, json, texts }: Words, npz: NpzFile | undefined): Promise<number> {
  const definition = await readDefinition(files[0] ?? '');
  const program = findNetwork(definition, texts['network']);
  const trainer = await prepareTrainer(definition, program, {});
  const loss = trainer.compute();
  const rows = layerRows(trainer);
  await npz?.write(namedTensors(trainer));
  if (json || !process.stdout.isTTY) {
    const { file } = definition;
    const layers = rows.map(({ gradientNorm, ...row }) => ({
      ...row,
      gradientNorm: jsonNumber(gradientNorm ?? undefined),
    }));
    const whole = { file, network: program.definition.name, loss: jsonNumber(loss), layers };
    writeLine(jsonText(whole));
    return 0;
  }
  writeLine(`${program.definition.name}: loss ${loss.toPrecision(6)}\n`);
  const share = (value: number | null): string => (value === null ? '–' : `${(value * 100).toFixed(1)} %`);
  const table = rows.map(({ name, type, shape, parameters, gradientNorm, blockedShare }) => [
    name,
    type,
    formatShape(shape),
    parameters.toLocaleString('en'),
    gradientNorm === null ? '–' : gradientNorm.toPrecision(6),
    share(blockedShare),
  ]);
  writeLine(formatTable([['layer', 'type', 'shape', 'parameters', 'gradient norm', 'blocked'], ...table]));
  return 0;
}

function layerRows(trainer: Trainer): readonly LayerRow[] {
  const { blueprint, parameters } = trainer;
  const named = namedTensors(trainer);
  return blueprint.definition.layers.map(({ name, layer: type }, index) => {
    const own = parameters.filter(({ layer }) => layer === index);
    let squares = 0;
    for (const { gradient } of own) for (const value of gradient.data) squares += value * value;
    const mask = named.get(`${name}.mask`)?.data;
    const inferred = blueprint.inference.layers[index];
    return {
      name,
      type,
      shape: inferred?.shape ?? [],
      parameters: inferred?.parameterCount ?? 0,
      gradientNorm: own.length === 0 ? null : Math.sqrt(squares),
      blockedShare:
        mask instanceof Uint8Array ? mask.reduce((sum, value) => sum + value, 0) / mask.length : null,
    };
  });
}
