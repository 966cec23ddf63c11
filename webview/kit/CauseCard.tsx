import type { JSX } from 'preact';
import { IconButton } from './controls/IconButton';
import { strings } from './kitTexts';
import { text } from './translation';

/** Why a number is zero: one cause, and what it comes from in turn. */
interface Cause {
  /** In the reader's language. */
  readonly sentence: string;
  readonly causes: readonly Cause[];
}

interface CauseProps<OneCause extends Cause> {
  readonly cause: OneCause;
  /** Leads to what the cause is about; `undefined` where nothing can be gone to. */
  readonly onGo: (cause: OneCause) => (() => void) | undefined;
}

function CauseItem<OneCause extends Cause>({ cause, onGo }: CauseProps<OneCause>): JSX.Element {
  const go = onGo(cause);
  // The causes of a cause are of its kind.
  const causes = cause.causes as readonly OneCause[];
  return (
    <li>
      {go === undefined ? (
        cause.sentence
      ) : (
        <button class="link" type="button" onClick={go}>
          {cause.sentence}
        </button>
      )}
      {causes.length > 0 && (
        <ol class="causes">
          {causes.map((further, at) => (
            <CauseItem key={at} cause={further} onGo={onGo} />
          ))}
        </ol>
      )}
    </li>
  );
}

interface CauseCardProps<OneCause extends Cause> extends Pick<CauseProps<OneCause>, 'onGo'> {
  readonly title: string;
  /** `undefined` while it is being worked out; a sentence where there is no answer. */
  readonly answer: OneCause | string | undefined;
  readonly onClose: () => void;
}

/** Why a number is zero, as a chain of causes. The graph lights up the same path. */
export function CauseCard<OneCause extends Cause>(props: CauseCardProps<OneCause>): JSX.Element {
  const { title, answer, onGo, onClose } = props;
  return (
    <section class="causes-card" aria-live="polite">
      <header class="causes-header">
        <h3>{title}</h3>
        <IconButton icon="close" label={text(strings.closeCauses)} onClick={onClose} />
      </header>
      {answer === undefined ? (
        <p class="hint">{text(strings.working)}</p>
      ) : typeof answer === 'string' ? (
        <p>{answer}</p>
      ) : (
        <ol class="causes">
          <CauseItem cause={answer} onGo={onGo} />
        </ol>
      )}
    </section>
  );
}
