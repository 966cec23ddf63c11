import type { JSX } from 'preact';
import type { ZeroCause } from '../../../src/protocol/panel';
import { strings, text } from '../../kit/texts';
import { select } from '../formulaActions';
import { explanation } from '../formulaStore';

function Cause({ cause }: { readonly cause: ZeroCause }): JSX.Element {
  return (
    <li>
      <button
        class="link"
        type="button"
        onClick={() => {
          select(cause.node, true);
        }}
      >
        {cause.sentence}
      </button>
      {cause.causes.length > 0 && (
        <ol class="causes">
          {cause.causes.map((further, at) => (
            <Cause key={at} cause={further} />
          ))}
        </ol>
      )}
    </li>
  );
}

/** Why a gradient is zero: its chain of causes. The graph lights up the same path. */
export function Causes(): JSX.Element | null {
  const shown = explanation.value;
  if (shown === null) return null;
  return (
    <section class="causes-card" aria-live="polite">
      <header class="card-header">
        <h3>{text(strings.causes)}</h3>
        <button
          class="icon-button"
          type="button"
          aria-label={text(strings.closeCauses)}
          title={text(strings.closeCauses)}
          onClick={() => {
            explanation.value = null;
          }}
        >
          <span class="icon icon-close" aria-hidden="true" />
        </button>
      </header>
      {shown.answer === undefined ? (
        <p class="hint">{text(strings.working)}</p>
      ) : typeof shown.answer === 'string' ? (
        <p>{shown.answer}</p>
      ) : (
        <ol class="causes">
          <Cause cause={shown.answer} />
        </ol>
      )}
    </section>
  );
}
