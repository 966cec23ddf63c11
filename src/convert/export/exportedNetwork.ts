import type { ArgumentValue } from '../../engine/argumentSpec';
import type { NetworkDefinition, LayerInput } from '../../engine/network/networkDefinition';
import type { Message } from '../../engine/message';
import type { TrainingNumbers } from '../../engine/training/trainingNumbers';
import type { NetworkForm } from '../../engine/layers/support/networkForm';
import type { Shape } from '../../engine/shape';
import { layerNamed, optimizerNamed, scheduleNamed } from '../../language';
import { numberText } from '../numpy/pythonNumbers';

/** A network that becomes a script, and the numbers that it follows from. */
export interface NetworkToExport {
  /** `spiral.backprop`, for the first line. */
  readonly fileName: string;
  readonly definition: NetworkDefinition;
  readonly numbers: TrainingNumbers;
}

/** What another library cannot do the same, at the layer of the definition that asks for it. */
export interface ExportRefusal {
  readonly layer: number;
  readonly message: Message;
}

export type NetworkScript =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly refusals: readonly ExportRefusal[] };

/** One layer with all that a form of it may ask for. */
export interface ExportedLayer {
  /** Its place in the definition. */
  readonly index: number;
  /** `affine1`, or the user's own name. */
  readonly name: string;
  /** Key in the table of layers. */
  readonly type: string;
  /** What the layer's own file says of its nature in networks. */
  readonly nature: Partial<NetworkForm>;
  readonly inputs: readonly LayerInput[];
  /** Of one sample; those of its inputs, and its own. */
  readonly inputShapes: readonly Shape[];
  readonly shape: Shape;
  /** `W`, `b`: those of its parameters and running statistics that it has. */
  readonly parts: readonly string[];
  /** As it was given, or its default. */
  readonly setting: (name: string) => ArgumentValue | undefined;
}

export function exportedLayers({ definition, numbers }: NetworkToExport): readonly ExportedLayer[] {
  return definition.layers.map(({ name, layer: type, settings, inputs }, index) => {
    const described = layerNamed(type);
    const nature: Partial<NetworkForm> = described?.asLayer ?? {};
    const given = nature.nodeSettings?.(settings) ?? settings;
    const specs = [...(nature.settings ?? []), ...(described?.settings ?? [])];
    return {
      index,
      name,
      type,
      nature,
      inputs,
      inputShapes: inputs.map((input) =>
        input === 'input' ? numbers.sampleShape : (numbers.shapes[input] ?? []),
      ),
      shape: numbers.shapes[index] ?? [],
      parts: numbers.initial.flatMap((each) =>
        each.name.startsWith(`${name}.`) ? [each.name.slice(name.length + 1)] : [],
      ),
      setting: (setting) => given[setting] ?? specs.find((spec) => spec.name === setting)?.default,
    };
  });
}

/** @throws TypeError where the setting is no number; the language lets no such setting through. */
export function numberSetting({ setting, name }: ExportedLayer, of: string): number {
  const value = setting(of);
  if (typeof value !== 'number') throw new TypeError(`The setting ${of} of ${name} is no number.`);
  return value;
}

/** What a `train` block says, with defaults, as scripts need it. */
export interface ExportedTraining {
  readonly optimizer: string;
  /** Of the optimiser and the schedule, by name: a number of Python. */
  readonly argument: (name: string) => string;
  /** The learning rate of a step, counted from 0. */
  readonly learningRate: readonly string[];
  readonly usesMath: boolean;
}

export function exportedTraining({ definition, numbers }: NetworkToExport): ExportedTraining {
  const { optimizer, schedule } = definition.training;
  const specs = optimizerNamed(optimizer.name)?.settings ?? [];
  const value = (name: string): number =>
    Number(optimizer.settings[name] ?? specs.find((spec) => spec.name === name)?.default);
  const ofSchedule = (name: string): number =>
    Number(
      schedule.settings[name] ??
        scheduleNamed(schedule.name)?.settings.find((spec) => spec.name === name)?.default,
    );
  const lines = schedules[schedule.name]?.(numberText(value('lr')), ofSchedule, numbers.totalSteps);
  if (lines === undefined) throw new RangeError(`No Python is known for the schedule ${schedule.name}.`);
  return {
    optimizer: optimizer.name,
    argument: (name) => numberText(value(name)),
    learningRate: lines,
    usesMath: lines.some((line) => line.includes('math.')),
  };
}

/** By name of a schedule, the body of a function of `step`; see `src/engine/training/schedules.ts`. */
export const schedules: Readonly<
  Record<string, (rate: string, setting: (name: string) => number, totalSteps: number) => readonly string[]>
> = {
  Constant: (rate) => [`return ${rate}`],
  Step: (rate, setting) => [
    `return ${rate} * ${numberText(setting('factor'))} ** (step // ${String(setting('every'))})`,
  ],
  Cosine(rate, setting, totalSteps) {
    const [warmup, final] = [setting('warmup'), numberText(setting('final'))];
    const rising =
      warmup === 0
        ? []
        : [`if step < ${String(warmup)}:`, `    return ${rate} * (step + 1) / ${String(warmup)}`];
    const share = `(step - ${String(warmup)}) / ${String(totalSteps - warmup)}`;
    return [
      ...rising,
      `if step >= ${String(totalSteps)}:`,
      `    return ${final}`,
      `return ${final} + (${rate} - ${final}) * (1 + math.cos(math.pi * ${warmup === 0 ? `step / ${String(totalSteps)}` : share})) / 2`,
    ];
  },
};
