import type { CheckedFile } from '../..';
import { callOf } from '../../checker/networks/callables';
import { linesNamed, settingOf, type NetworkParts } from '../../checker/networks/comparedSettings';
import { plainTrainSettings, trainSettingNames } from '../../checker/networks/networkVocabulary';
import { neededBlocks } from '../../lowering/variants';
import type { CompareStatement } from '../../ast';
import { lastBeginningAt } from '../../range';
import { parameterNamed, type DescribedCallable, type Takes } from '../describedCallables';
import { callableNamed } from './callableNamed';
import type { CursorPlace } from './cursorPlace';

/** What stands behind a setting of `train`. */
export function takesOfTrain(name: string | undefined): Takes | undefined {
  if (name === 'optimizer' || name === 'schedule' || name === 'precision') return name;
  return plainTrainSettings.find((spec) => spec.name === name);
}

/** The comparison around a place. */
export function comparisonAround({ ast }: CheckedFile, place: CursorPlace): CompareStatement | undefined {
  const header = ast.tokens[place.headers[0] ?? -1];
  const found = ast.statements[lastBeginningAt(ast.statements, header?.start ?? -1)];
  return found?.kind === 'compare' ? found : undefined;
}

/** Its network, with what can be pointed at in it. */
export function comparedNetwork(file: CheckedFile, place: CursorPlace): NetworkParts | undefined {
  const name = comparisonAround(file, place)?.network?.name;
  const outline = file.networks.find((network) => network.name === name);
  const statement = file.ast.statements.find(({ start }) => start === outline?.range.start);
  if (!outline || statement?.kind !== 'network') return undefined;
  return { statement, outline, blocks: neededBlocks(file.ast, statement, []) };
}

/** What each value of a setting of a comparison is. */
export function comparedTakes(
  file: CheckedFile,
  place: CursorPlace,
  name: string,
  argument: string | undefined,
): Takes | undefined {
  if (argument === undefined) {
    if (name === 'data') return 'data';
    if (name === 'init') return 'initializer';
    return takesOfTrain(name) ?? (trainSettingNames.includes(name) ? undefined : 'layer');
  }
  const network = comparedNetwork(file, place);
  const callable = network && comparedCallable(file, network, name);
  return callable && parameterNamed(callable, argument)?.takes;
}

/** What `name.argument = …` in a comparison changes the arguments of. */
export function comparedCallable(
  file: CheckedFile,
  network: NetworkParts,
  name: string,
): DescribedCallable | undefined {
  if (name === 'data' || name === 'optimizer' || name === 'schedule') {
    const value = settingOf(network.statement, name)?.value;
    const call = value && callOf(value);
    return call && callableNamed(file, name, { text: call.callee.name, start: call.callee.start });
  }
  const { callee } = linesNamed(network, name)[0] ?? {};
  return callee && callableNamed(file, 'layer', { text: callee.name, start: callee.start });
}
