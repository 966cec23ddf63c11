import type { JSX } from 'preact';
import type { LayerCause } from '../../../../src/protocol/networkPanel';
import { IconButton } from '../../../kit/controls/IconButton';
import { text } from '../../../kit/texts';
import { select } from '../../state/actions';
import { explanation } from '../../state/store';
import { strings } from './layersTexts';

function Cause({ cause }: { readonly cause: LayerCause }): JSX.Element {
  const { sentence, layer, causes } = cause;
  return (
    <li>
      {layer === undefined ? (
        sentence
      ) : (
        <button
          class="link"
          type="button"
          onClick={() => {
            select(layer, true);
          }}
        >
          {sentence}
        </button>
      )}
      {causes.length > 0 && (
        <ol class="causes">
          {causes.map((further, index) => (
            <Cause key={index} cause={further} />
          ))}
        </ol>
      )}
    </li>
  );
}

/** Why a number of this layer is zero: its chain of causes. The rows and the graph light up the same path. */
export function Causes({ layer }: { readonly layer: number }): JSX.Element | null {
  const shown = explanation.value;
  if (shown?.question.layer !== layer) return null;
  const { answer } = shown;
  return (
    <section class="causes-card" aria-live="polite">
      <header class="causes-header">
        <h4>{text(strings.causes)}</h4>
        <IconButton
          icon="close"
          label={text(strings.closeCauses)}
          onClick={() => {
            explanation.value = null;
          }}
        />
      </header>
      {answer === undefined ? (
        <p class="hint">{text(strings.working)}</p>
      ) : typeof answer === 'string' ? (
        <p>{answer}</p>
      ) : (
        <ol class="causes">
          <Cause cause={answer} />
        </ol>
      )}
    </section>
  );
}
