import type { NetworkData, NetworkInference } from '../../../engine/network/inference';
import { comparedClasses, inferNetwork } from '../../../language';
import type { CheckedFile } from '../../../language';
import type { PanelNetwork } from '../../../protocol/networkDescription';
import { findSound } from '../../training/sound';
import type { Training } from '../../training/training';
import { describeNetwork } from './describeNetwork';

/** The network a panel shows: that of the run, whatever has become of the text; else as it is written now. */
export function shownNetwork(
  file: CheckedFile | undefined,
  network: string,
  training: Training | undefined,
): PanelNetwork | undefined {
  const { text, description } = training ?? {};
  if (text !== undefined && description !== undefined) {
    const inference = inferNetwork(text.program.definition, description.data);
    return describeNetwork(
      text.file,
      text.outline,
      inference,
      factsOf(description.data, inference, description.classNames),
    );
  }
  const sound = file && findSound(file, network);
  if (sound === undefined || 'sentence' in sound) return undefined;
  const { outline, program } = sound;
  const look = sound.file.environment.describeData?.(program.data.source, program.data.settings);
  if (program.inference === undefined || look?.ok !== true) return undefined;
  return describeNetwork(sound.file, outline, program.inference, factsOf(look.data, program.inference));
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
