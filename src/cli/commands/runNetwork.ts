import { namedTensors } from '../../engine/training/namedTensors';
import type { Trainer } from '../../engine/training/trainer';
import { readDefinition } from '../readDefinition';
import { withoutSealed, type SealedNetwork } from '../gradedNetworks';
import { l10n } from '../l10n';
import { formatTable, jsonNumber, sealed, shapeText, writeLine } from '../output';
import { jsonText } from '../../protocol/jsonText';
import { findNetwork, prepareTrainer } from '../networkOfFile';
import { withTensorOutput, type TensorOutput } from '../tensorOutput';
import type { Words } from '../words';

interface LayerRow {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly number[];
  readonly parameters: number;
  /** Of all its parameters together; `null` where it has none. */
  readonly gradientNorm: Shown;
  /** Of a ReLU: the share of entries its mask blocked. */
  readonly blockedShare: Shown;
}

/** `null` where there is none, `?` where it would answer a question. */
type Shown = number | null | typeof sealed;

/**
 * `backprop run FILE --network NAME [--json] [--npz OUT] [--safetensors OUT]`: forward and backward on the
 * first mini-batch. A table on a terminal; JSON for whatever else reads it.
 */
export async function runNetwork(given: Words): Promise<number> {
  return withTensorOutput(given.texts, (output) => runFirstBatch(given, output));
}

async function runFirstBatch({ files, json, texts }: Words, output: TensorOutput): Promise<number> {
  const definition = await readDefinition(files[0] ?? '');
  const program = findNetwork(definition, texts['network']);
  const { trainer, seal } = await prepareTrainer(definition, program, {});
  const loss = trainer.compute();
  const rows = layerRows(trainer, seal);
  const isLossSealed = seal.names.has('loss');
  await output.write(withoutSealed(namedTensors(trainer), seal));
  if (json || !process.stdout.isTTY) {
    const { file } = definition;
    const layers = rows.map(({ gradientNorm, ...row }) => ({
      ...row,
      gradientNorm: gradientNorm === sealed ? sealed : jsonNumber(gradientNorm ?? undefined),
    }));
    const whole = {
      file,
      network: program.definition.name,
      loss: isLossSealed ? sealed : jsonNumber(loss),
      layers,
    };
    writeLine(jsonText(whole));
    return 0;
  }
  const lossText = isLossSealed ? sealed : loss.toPrecision(6);
  writeLine(`${l10n.t('{0}: loss {1}', program.definition.name, lossText)}\n`);
  const cell = (value: Shown, written: (number: number) => string): string =>
    value === null ? '–' : value === sealed ? sealed : written(value);
  const table = rows.map(({ name, type, shape, parameters, gradientNorm, blockedShare }) => [
    name,
    type,
    shapeText(shape),
    parameters.toLocaleString('en'),
    cell(gradientNorm, (norm) => norm.toPrecision(6)),
    cell(blockedShare, (share) => `${(share * 100).toFixed(1)} %`),
  ]);
  const headings = [
    l10n.t('layer'),
    l10n.t('type'),
    l10n.t('shape'),
    l10n.t('parameters'),
    l10n.t('gradient norm'),
    l10n.t('blocked'),
  ];
  writeLine(formatTable([headings, ...table]));
  return 0;
}

function layerRows(trainer: Trainer, { names, isClosed, isSheet }: SealedNetwork): readonly LayerRow[] {
  const { blueprint, parameters } = trainer;
  const named = namedTensors(trainer);
  return blueprint.definition.layers.map(({ name, layer: type }, index) => {
    const own = parameters.filter(({ layer }) => layer === index);
    let squares = 0;
    for (const { gradient } of own) for (const value of gradient.data) squares += value * value;
    const isNormSealed = (isSheet && isClosed) || own.some(({ spec }) => names.has(`${name}.d${spec.name}`));
    const mask = named.get(`${name}.mask`)?.data;
    const inferred = blueprint.inference.layers[index];
    return {
      name,
      type,
      shape: inferred?.shape ?? [],
      parameters: inferred?.parameterCount ?? 0,
      gradientNorm: own.length === 0 ? null : isNormSealed ? sealed : Math.sqrt(squares),
      blockedShare:
        mask instanceof Uint8Array
          ? names.has(`${name}.mask`)
            ? sealed
            : mask.reduce((sum, value) => sum + value, 0) / mask.length
          : null,
    };
  });
}
