import type { JSX } from 'preact';
import { text } from '../translation';

interface SegmentsProps<Value extends string> {
  /** English; translated here, as the labels. */
  readonly label: string;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly value: Value;
  readonly onChoose: (value: Value) => void;
}

/** One of a few, side by side. */
export function Segments<Value extends string>(props: SegmentsProps<Value>): JSX.Element {
  const { label, options, value, onChoose } = props;
  return (
    <div class="segments" role="group" aria-label={text(label)}>
      {options.map((option) => (
        <button
          key={option.value}
          class="segment"
          type="button"
          aria-pressed={option.value === value}
          onClick={() => {
            onChoose(option.value);
          }}
        >
          {text(option.label)}
        </button>
      ))}
    </div>
  );
}
