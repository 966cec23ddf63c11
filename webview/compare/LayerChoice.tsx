import type { JSX } from 'preact';
import { text } from '../kit/translation';
import { choose, chosen } from '../kit/viewChoices';

interface LayerChoiceProps {
  /** Under which it is remembered. */
  readonly id: string;
  /** The words before it. */
  readonly label: string;
  /** What stands for no layer of them all. */
  readonly all: string;
  readonly layers: readonly string[];
}

/** One of the layers of all runs, or all of them. */
export function LayerChoice({ id, label, all, layers }: LayerChoiceProps): JSX.Element {
  const layer = chosen(id, '');
  return (
    <label class="choices">
      {text(label)}
      <select
        class="field"
        value={layers.includes(layer) ? layer : ''}
        onChange={({ currentTarget }) => {
          choose(id, currentTarget.value);
        }}
      >
        <option value="">{text(all)}</option>
        {layers.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
