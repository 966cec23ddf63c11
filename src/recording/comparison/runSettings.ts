import type { RunDescription } from '../runDescription';

/** What a run was given, by name: `optimizer`, `batch`, and the names below. */
export type RunSettings = ReadonlyMap<string, string | number | boolean>;

/** Names of what is no setting of training, in the order in which they are shown. */
export const givenNames = [
  'network',
  'file',
  'script',
  'data',
  'layers',
  'parameters',
  'seed',
  'edits',
  'numbers',
  'definition',
] as const;
type GivenName = (typeof givenNames)[number];

/**
 * What a run was given, but for its text, its edits and its data: these mean something only beside those of
 * others.
 */
function settingsOf({ origin, data, layers, settings }: RunDescription): RunSettings {
  const given: Partial<Record<GivenName, string | number>> = {
    ...(origin?.kind === 'definition' && { network: origin.network, seed: origin.seed }),
    ...(origin !== undefined && { file: lastPart(origin.file) }),
    ...(origin?.kind === 'script' && { script: origin.arguments.join(' ') }),
    ...(data !== undefined && {
      data: `${data.source} · ${String(data.trainSamples)} + ${String(data.testSamples)}`,
    }),
    layers: structureOf(layers),
    parameters: layers.reduce((sum, { parameters }) => sum + parameters, 0),
  };
  return new Map([
    ...Object.entries(settings),
    ...givenNames.flatMap((name) => {
      const value = given[name];
      return value === undefined ? [] : [[name, value] as const];
    }),
  ]);
}

/** `Affine 32 → ReLU → Affine 3 → SoftmaxWithLoss`. */
function structureOf(layers: RunDescription['layers']): string {
  const words = layers.map(({ type, shape, parameters }) =>
    parameters > 0 ? `${type} ${shape.join('×')}`.trim() : type,
  );
  return words.join(' → ');
}

/** What a person changed after so many updates; of a definition `to` is the number of its new text. */
export interface ComparedEdit {
  readonly step: number;
  readonly kind: 'parameter' | 'learningRate' | 'definition';
  /** `0.05`, or `affine1.W[3] = 0.5`. */
  readonly to: string;
}

/** The texts of each run: the one it began with, and those it was edited to. */
type NumberedTexts = readonly (readonly number[])[];

/**
 * Texts of definitions are numbered in the order of the runs: the same number is the same text, but for its
 * seed.
 */
function textNumbers(runs: readonly RunDescription[]): NumberedTexts {
  const texts = runs.map(({ origin, edits }) =>
    origin?.kind === 'definition'
      ? [origin.text, ...edits.flatMap((edit) => (edit.kind === 'definition' ? [edit.text] : []))]
      : [],
  );
  const numbers = numbered(texts.flat().map(withoutSeed));
  let place = 0;
  return texts.map((own) => own.map(() => numbers[place++] ?? 0));
}

/** What was changed in each run, in its order; that a run was trained for longer is no change of it. */
export function editsOfRuns(runs: readonly RunDescription[]): readonly (readonly ComparedEdit[])[] {
  const texts = textNumbers(runs);
  return runs.map(({ edits }, at) => {
    let text = 0;
    return edits.flatMap((edit): ComparedEdit[] => {
      const { step, kind } = edit;
      switch (kind) {
        case 'parameter':
          return [{ step, kind, to: `${edit.name}[${String(edit.entry)}] = ${String(edit.value)}` }];
        case 'learningRate':
          return [{ step, kind, to: String(edit.value) }];
        case 'definition':
          return [{ step, kind, to: String(texts[at]?.[++text] ?? '') }];
        case 'moreSteps':
          return [];
      }
    });
  });
}

/**
 * The settings of runs beside each other, as they began: the text, numbered, and what it says. What was
 * changed meanwhile stands in `edits` with its step. Numbers of data are numbered where the same call with
 * the same seed gave others.
 */
export function settingsOfRuns(runs: readonly RunDescription[]): readonly RunSettings[] {
  const texts = textNumbers(runs).map(([began]) => began);
  const edits = editsOfRuns(runs);
  const numbers = numbered(
    runs.map(({ data }) => data?.sha256),
    // Another seed divides the data otherwise: only within one seed the same call must give the same.
    runs.map(({ origin, data }) => [seedOf(origin), data?.source].join('\n')),
  );
  return runs.map((run, at) => {
    const settings = new Map(settingsOf(run));
    const [text, data] = [texts[at], numbers[at]];
    const changed = (edits[at] ?? []).map(({ step, kind, to }) => `${String(step)}: ${kind} ${to}`);
    if (changed.length > 0) settings.set('edits', changed.join('; '));
    if (data !== undefined) settings.set('numbers', data);
    if (text !== undefined) settings.set('definition', text);
    return settings;
  });
}

function seedOf(origin: RunDescription['origin']): number | undefined {
  return origin?.kind === 'definition' ? origin.seed : undefined;
}

/** Without what says the seed and how lines are ended and indented. */
function withoutSeed(text: string): string {
  return text.replace(/\bseed\s*=\s*[\d_]+/g, 'seed=').replace(/[ \t]*\r?\n\s*/g, '\n');
}

/**
 * Equal texts get equal numbers, from 1.
 * @param groups counted for each group alone
 */
function numbered(
  texts: readonly (string | undefined)[],
  groups: readonly string[] = texts.map(() => ''),
): readonly (number | undefined)[] {
  const known = new Map<string, Map<string, number>>();
  return texts.map((text, at) => {
    if (text === undefined) return undefined;
    const group = known.get(groups[at] ?? '') ?? new Map<string, number>();
    known.set(groups[at] ?? '', group);
    const number = group.get(text) ?? group.size + 1;
    group.set(text, number);
    return number;
  });
}

/** The names of settings that are not the same in all runs; those of training first. */
export function differingSettings(runs: readonly RunSettings[]): readonly string[] {
  const names = new Set(runs.flatMap((settings) => [...settings.keys()]));
  const places = (name: string): number => givenNames.findIndex((given) => given === name);
  return [...names]
    .filter((name) => runs.some((settings) => settings.get(name) !== runs[0]?.get(name)))
    .sort((a, b) => places(a) - places(b));
}

/** Runs whose settings are the same but for the seed, as places in the list. */
export function groupedBySeed(runs: readonly RunSettings[]): readonly (readonly number[])[] {
  const groups = new Map<string, number[]>();
  runs.forEach((settings, at) => {
    const key = [...settings]
      .filter(([name]) => name !== 'seed')
      .map(([name, value]) => `${name} ${typeof value} ${String(value)}`)
      .sort()
      .join('\n');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [at]);
    else group.push(at);
  });
  return [...groups.values()];
}

/** Said only in the table: too long for a name, or a mere number. */
const unnamed: ReadonlySet<string> = new Set<GivenName>([
  'parameters',
  'edits',
  'numbers',
  'definition',
  'data',
]);

interface NamedRun {
  readonly name: string;
  /** Instead of its name, where this and its settings tell it from the others. */
  readonly shortName: string;
  readonly settings: RunSettings;
}

/**
 * Short names that tell runs apart: the settings that differ, `Adam(lr=0.01), seed 2`, after the names of the
 * runs where these differ. What is still alike is counted.
 * @param differing as `differingSettings` gives them, without those that the name is not to have
 */
export function namesOf(runs: readonly NamedRun[], differing: readonly string[]): readonly string[] {
  const short = unnumberedNames(
    runs.map(({ shortName, settings }) => ({ name: shortName, settings })),
    differing,
  );
  const names = new Set(short).size === short.length ? short : unnumberedNames(runs, differing);
  return names.map((name, at) => {
    const number = names.slice(0, at).filter((other) => other === name).length + 1;
    return number === 1 ? name : `${name} (${String(number)})`;
  });
}

function unnumberedNames(
  runs: readonly Pick<NamedRun, 'name' | 'settings'>[],
  differing: readonly string[],
): readonly string[] {
  const hasNames = runs.some(({ name }) => name !== runs[0]?.name);
  // What a script is given a definition does not have, and the other way round: it would name all of it.
  const isMixed = new Set(runs.map(({ settings }) => settings.has('network'))).size > 1;
  const tells = (name: string): boolean => !isMixed || runs.every(({ settings }) => settings.has(name));
  const named = differing.filter(
    (name) => !unnamed.has(name) && !(hasNames && name === 'network') && tells(name),
  );
  const short = named.length > 1 ? named.filter((name) => name !== 'layers') : named;
  return runs.map(({ name, settings }) => {
    const parts = short.flatMap((key) => {
      const value = settings.get(key);
      return value === undefined ? [] : [typeof value === 'string' ? value : `${key} ${String(value)}`];
    });
    return [...(hasNames || parts.length === 0 ? [name] : []), ...parts].join(', ');
  });
}

function lastPart(file: string): string {
  return file.split(/[/\\]/).at(-1) ?? file;
}
