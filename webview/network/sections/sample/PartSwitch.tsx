import type { JSX } from 'preact';
import type { DataPart } from '../../../../src/protocol/trainingViews';
import { Segments } from '../../../kit/controls/Segments';
import { samplesIn } from './sampleChoice';
import { strings } from './sampleTexts';

interface PartSwitchProps {
  readonly part: DataPart;
  readonly onChoose: (part: DataPart) => void;
}

/** Training or test data, where there is both. */
export function PartSwitch({ part, onChoose }: PartSwitchProps): JSX.Element | null {
  if (samplesIn('test') === 0) return null;
  return (
    <Segments
      label={strings.part}
      options={[
        { value: 'train', label: strings.train },
        { value: 'test', label: strings.test },
      ]}
      value={part}
      onChoose={onChoose}
    />
  );
}
