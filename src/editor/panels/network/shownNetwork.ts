import type { NetworkData, NetworkInference } from '../../../engine/network/networkInference';
import { comparedClasses, inferNetwork } from '../../../language';
import type { CheckedFile } from '../../../language';
import type { PanelNetwork } from '../../../protocol/networkDescription';
import { findRunnable } from '../../training/runnableNetwork';
import type { NetworkRun } from '../../training/networkRun';
import { describeNetwork } from './describeNetwork';

/** The network a panel shows: that of the run, whatever has become of the text; else as it is written now. */
export function shownNetwork(
  file: CheckedFile | undefined,
  network: string,
  run: Pick<NetworkRun, 'text' | 'description'> | undefined,
): PanelNetwork | undefined {
  const { text, description } = run ?? {};
  if (text !== undefined && description !== undefined) {
    const inference = inferNetwork(text.program.definition, description.data);
    return describeNetwork(
      text.file,
      text.outline,
      inference,
      factsOf(description.data, inference, description.classNames),
    );
  }
  const runnable = file && findRunnable(file, network);
  if (runnable === undefined || 'sentence' in runnable) return undefined;
  const { outline, program } = runnable;
  const look = runnable.file.environment.describeData?.(program.data.source, program.data.settings);
  // Without its files a network is drawn as data of its kind usually is.
  const data = look?.ok === true ? look.data : look?.usual;
  if (data === undefined) return undefined;
  const inference = program.inference ?? inferNetwork(program.definition, data);
  return describeNetwork(runnable.file, outline, inference, factsOf(data, inference));
}

function factsOf(
  { sampleShape, targets }: NetworkData,
  { encoding }: NetworkInference,
  names?: readonly string[],
): Parameters<typeof describeNetwork>[3] {
  const classes = comparedClasses(targets, encoding);
  return {
    inputShape: sampleShape,
    classNames: names ?? Array.from({ length: classes }, (_, index) => String(index)),
  };
}
