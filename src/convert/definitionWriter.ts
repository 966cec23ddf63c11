import type { Message } from '../engine/message';
import { message, networkLayerNamed } from '../language';
import type { Conversion, FormulaItem } from './conversion';
import type { NetworkTrace, TracedLayer } from './networks/networkTrace';
import type { Setting, TrainingSettings } from './networks/statedTraining';

/** One line of the definition that is made. */
export interface WrittenLine {
  readonly text: string;
  /** The line of the source it comes from; none, where nothing of it is in the source. */
  readonly line?: number;
  /** The name that it defines, of a formula. */
  readonly defines?: string;
  /** What to call it, where it turns out that it cannot stand in a definition. */
  readonly called?: string;
  /** Something of the source is missing here. */
  readonly isGap: boolean;
}

/** How comments are worded. */
export interface Wording {
  /** Says where a line of the source is: `line 12`, or `cell 5, line 3`. */
  readonly placeName: (line: number) => Message;
  /** A sentence in the language of the reader. */
  readonly localise: (sentence: Message) => string;
}

/** The definition line by line, with comments where something of the source is missing. */
export function writeDefinition(conversion: Conversion, wording: Wording): WrittenLine[] {
  const lines: WrittenLine[] = [];
  const networks = [...conversion.networks].sort((a, b) => a.place.line - b.place.line);
  const items = networks.length > 0 ? usedFormulas(conversion.formulas) : withTraining(conversion);
  const rest = [...items];
  for (const network of networks) {
    const before = rest.findIndex((item) => item.line > network.place.line);
    lines.push(...formulaLines(rest.splice(0, before < 0 ? rest.length : before), wording));
    if (lines.length > 0) lines.push(plain(''));
    lines.push(...networkLines(network, conversion, wording));
  }
  if (networks.length > 0 && rest.length > 0) lines.push(plain(''));
  if (networks.length > 1) lines.push(...trainingOfSeveral(conversion.training, wording));
  lines.push(...formulaLines(rest, wording));
  return lines;
}

/** What is not understood of a training stands beside the formulas where there is no network. */
function withTraining({ formulas, training }: Conversion): readonly FormulaItem[] {
  const items = [...formulas];
  for (const { line, text, isGap } of training.comments) {
    const behind = items.findIndex((item) => item.line > line);
    if (isGap) items.splice(behind < 0 ? items.length : behind, 0, { kind: 'comment', line, text, isGap });
  }
  return items;
}

function plain(text: string): WrittenLine {
  return { text, isGap: false };
}

export function commentLine(
  line: number,
  text: Message,
  isGap: boolean,
  wording: Wording,
  indent = '',
): WrittenLine {
  return {
    text: `${indent}# ${wording.localise(wording.placeName(line))}: ${wording.localise(text)}`,
    line,
    isGap,
  };
}

/** Beside a network only what a backward needs: the other numbers are its settings. */
function usedFormulas(items: readonly FormulaItem[]): FormulaItem[] {
  const used = new Set<string>();
  const kept: FormulaItem[] = [];
  for (const item of [...items].reverse()) {
    if (item.kind === 'value' && !used.has(item.name)) continue;
    if (item.kind === 'comment' && item.isDependent) continue;
    if (item.kind === 'backward') used.add(item.target);
    if (item.kind === 'expect') used.add(item.of);
    const text = item.kind === 'backward' ? (item.upstream ?? '') : item.kind === 'comment' ? '' : item.text;
    for (const name of namesIn(text)) used.add(name);
    kept.unshift(item);
  }
  return kept;
}

export function namesIn(text: string): readonly string[] {
  return text.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? [];
}

function formulaLines(items: readonly FormulaItem[], wording: Wording): WrittenLine[] {
  const drawing = items.find((item) => item.kind === 'value' && item.text.includes('randn('));
  return items.flatMap((item) => {
    const { line } = item;
    switch (item.kind) {
      case 'comment':
        return [commentLine(line, item.text, item.isGap, wording)];
      case 'value': {
        const text = `${item.name} = ${item.text}`;
        const note = message('random numbers of the same distribution; Python draws others');
        return [
          ...(item === drawing ? [commentLine(line, note, false, wording)] : []),
          { text, line, defines: item.name, called: text, isGap: false },
        ];
      }
      case 'backward': {
        const text = `backward ${item.target}${item.upstream === undefined ? '' : ` with ${item.upstream}`}`;
        return [{ text, line, called: text, isGap: false }];
      }
      case 'expect': {
        const text = `expect grad(${item.of}) = ${item.text}`;
        return [{ text, line, called: text, isGap: false }];
      }
    }
  });
}

function networkLines(network: NetworkTrace, conversion: Conversion, wording: Wording): WrittenLine[] {
  const name = conversion.freeName(networkLayerNamed(network.name) ? `${network.name}Net` : network.name);
  const remark = (text: Message): WrittenLine => plain(`  # ${wording.localise(text)}`);
  const channels = network.takesImagesChannelsLast ? ', channels_last=true' : '';
  const target = network.isAutoencoder ? 'x' : 't';
  return [
    plain(`network ${name} {`),
    remark(
      message('Save the arrays that the network is trained with as data.npz: np.savez("data.npz", x=…, t=…)'),
    ),
    ...(network.isAutoencoder ? [remark(message('The target is the input itself.'))] : []),
    plain(`  data = npz("data.npz", x="x", t="${target}"${channels})`),
    plain(''),
    plain('  layers {'),
    ...layerLines(network, wording),
    plain('  }'),
    ...(conversion.networks.length === 1 ? trainLines(conversion.training, wording) : []),
    plain('}'),
  ];
}

const missingLoss = message(
  'The loss is missing here: SoftmaxWithLoss, SigmoidWithLoss, MeanSquaredError, MeanAbsoluteError or Huber',
);

function layerLines(network: NetworkTrace, wording: Wording): WrittenLine[] {
  const indent = '    ';
  const lines: WrittenLine[] = [];
  const layers = network.items.filter((item): item is TracedLayer => item.kind === 'layer');
  const reached = reachedLayers(layers, network.loss?.from ?? network.output);
  const names = referredNames(
    layers.filter(({ id }) => reached.has(id)),
    network,
  );
  let above = -1;
  for (const item of network.items) {
    if (item.kind === 'comment') {
      lines.push(commentLine(item.line, item.text, item.isGap, wording, indent));
      continue;
    }
    if (!reached.has(item.id)) {
      const text = message('{0} is left out: what comes out does not depend on it', item.call);
      lines.push(commentLine(item.line, text, false, wording, indent));
      continue;
    }
    const name = names.get(item.id);
    const assigned = name === undefined ? '' : `${name} = `;
    const text = `${assigned}${withInputs(item, above, names)}`;
    lines.push({ text: indent + text, line: item.line, called: item.call, isGap: false });
    above = item.id;
  }
  const { loss } = network;
  if (loss) {
    const from = loss.from === above ? '' : ` from ${nameOf(loss.from, names)}`;
    lines.push({ text: `${indent}${loss.call}${from}`, line: loss.line, called: loss.call, isGap: false });
  } else {
    if (network.unfinished) {
      lines.push(
        commentLine(
          network.unfinished.line,
          message('{0} is not understood', network.unfinished.text),
          true,
          wording,
          indent,
        ),
      );
    }
    lines.push({
      text: `${indent}# ${wording.localise(missingLoss)}`,
      isGap: true,
    });
  }
  return lines;
}

/** Layers on whose output what comes out depends. */
function reachedLayers(layers: readonly TracedLayer[], output: number | undefined): ReadonlySet<number> {
  const reached = new Set<number>(output === undefined ? [] : [output]);
  for (const { id, inputs } of [...layers].reverse()) {
    if (reached.has(id)) for (const input of inputs) reached.add(input);
  }
  return reached;
}

/** `affine1`: what a layer would be called anyway, where another one has to name it. */
function referredNames(layers: readonly TracedLayer[], network: NetworkTrace): ReadonlyMap<number, string> {
  const named = new Set<number>();
  let above = -1;
  for (const layer of layers) {
    const [base, ...rest] = orderedInputs(layer, above);
    if (base !== undefined && base !== above) named.add(base);
    for (const input of rest) named.add(input);
    above = layer.id;
  }
  if (network.loss && network.loss.from !== above) named.add(network.loss.from);
  const counts = new Map<string, number>();
  const names = new Map<number, string>();
  for (const { id, call } of layers) {
    const type = (/^\w+/.exec(call)?.[0] ?? 'layer').toLowerCase();
    const count = (counts.get(type) ?? 0) + 1;
    counts.set(type, count);
    if (named.has(id)) names.set(id, `${type}${String(count)}`);
  }
  return names;
}

function nameOf(id: number, names: ReadonlyMap<number, string>): string {
  const name = id === -1 ? 'input' : names.get(id);
  if (name === undefined) throw new RangeError(`Layer ${String(id)} has no name.`);
  return name;
}

/** What a layer combines, in the order in which it is written: a sum or product begins with either side. */
function orderedInputs({ inputs, combines }: TracedLayer, above: number): readonly number[] {
  const [first = -1, ...others] = inputs;
  if (combines !== 'in any order' || first === above || !others.includes(above)) return inputs;
  const at = inputs.indexOf(above);
  return [above, ...inputs.slice(0, at), ...inputs.slice(at + 1)];
}

function withInputs(layer: TracedLayer, above: number, names: ReadonlyMap<number, string>): string {
  const [base = -1, ...rest] = orderedInputs(layer, above);
  const words = rest.map((input) => nameOf(input, names)).join(', ');
  const call = layer.combines ? `${layer.call}(${words})` : layer.call;
  return base === above ? call : `${call} from ${nameOf(base, names)}`;
}

const settingNames = 'optimizer schedule batch epochs shuffle weight_decay clip_norm precision'.split(
  ' ',
) as Setting[];

/** Which of them a setting belongs to would be a guess. */
function trainingOfSeveral({ comments, ...settings }: TrainingSettings, wording: Wording): WrittenLine[] {
  const given = settingNames.flatMap((name) => {
    const setting = settings[name];
    const text = message('{0} is not taken: there are several networks', `${name} = ${setting?.text ?? ''}`);
    return setting ? [commentLine(setting.line, text, true, wording)] : [];
  });
  return [...given, ...comments.map(({ line, text, isGap }) => commentLine(line, text, isGap, wording))];
}

function trainLines({ comments, ...settings }: TrainingSettings, wording: Wording): WrittenLine[] {
  const given = settingNames.flatMap((name) => {
    const setting = settings[name];
    return setting
      ? [
          {
            text: `    ${name} = ${setting.text}`,
            line: setting.line,
            called: `${name} = ${setting.text}`,
            isGap: false,
          },
        ]
      : [];
  });
  const notes = [...comments]
    .sort((a, b) => a.line - b.line)
    .map(({ line, text, isGap }) => commentLine(line, text, isGap, wording, '    '));
  if (given.length === 0 && notes.length === 0) return [];
  if (given.length === 0) return [plain(''), ...notes.map((note) => ({ ...note, text: note.text.slice(2) }))];
  return [plain(''), plain('  train {'), ...notes, ...given, plain('  }')];
}
