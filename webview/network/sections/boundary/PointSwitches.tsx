import type { JSX } from 'preact';
import { text } from '../../../kit/translation';
import { choose, chosen } from '../../../kit/viewChoices';
import { strings } from './boundaryTexts';

interface ShownParts {
  readonly train: boolean;
  readonly test: boolean;
  readonly batch: boolean;
}

/** Which points are drawn. */
export function shownParts(): ShownParts {
  return {
    train: chosen('boundary/train', true),
    test: chosen('boundary/test', true),
    batch: chosen('boundary/batch', true),
  };
}

interface SwitchProps {
  readonly id: string;
  readonly label: string;
  readonly checked: boolean;
}

function Switch({ id, label, checked }: SwitchProps): JSX.Element {
  return (
    <label>
      <input
        type="checkbox"
        checked={checked}
        onChange={({ currentTarget }) => {
          choose(`boundary/${id}`, currentTarget.checked);
        }}
      />
      {text(label)}
    </label>
  );
}

interface SwitchesProps {
  readonly hasTest: boolean;
  /** Absent where there are no regions. */
  readonly signs: boolean | undefined;
}

export function Switches({ hasTest, signs }: SwitchesProps): JSX.Element {
  const { train, test, batch } = shownParts();
  return (
    <div class="choices boundary-switches">
      <Switch id="train" label={strings.trainPoints} checked={train} />
      {hasTest && <Switch id="test" label={strings.testPoints} checked={test} />}
      <Switch id="batch" label={strings.miniBatch} checked={batch} />
      {signs !== undefined && <Switch id="signs" label={strings.signs} checked={signs} />}
    </div>
  );
}
