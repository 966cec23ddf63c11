import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { numberTyped } from '../../../../src/protocol/numberText';
import { groupedNumber } from '../../../kit/numbers';
import { IconButton } from '../../../kit/controls/IconButton';
import { text } from '../../../kit/translation';
import { findSamples } from '../../state/actions';
import { Section } from '../../Section';
import { useSectionViews } from '../../state/sectionViews';
import { TableToggle } from '../../../kit/table/TableTwin';
import { Waiting } from '../../Waiting';
import { foundSamples } from '../../state/store';
import { useViewRequest } from '../../state/requests';
import { chosenSample, chooseSample, isSame, mostFound, samplesIn } from './sampleChoice';
import { Followed } from './FollowedSample';
import { FoundSamples } from './FoundSamples';
import { PartSwitch } from './PartSwitch';
import { strings } from './sampleTexts';

export function SampleSection(): JSX.Element {
  return (
    <Section id="sample" title={strings.title} aside={<TableToggle id="sample" />}>
      <Sample />
    </Section>
  );
}

function Sample(): JSX.Element {
  const choice = chosenSample();
  useViewRequest('sample', { samples: [choice], sampleGradients: true });
  const ofData = useSectionViews(100)?.samples?.filter(({ choice: { part } }) => part !== 'miniBatch');
  const chosen = ofData?.find((each) => isSame(each.choice, choice));
  // Until the newly chosen one is there the one before stays, faint.
  const view = chosen ?? ofData?.at(-1);
  const question = foundSamples.value?.question;
  const isMostWrong = question !== undefined && question.actual === undefined;
  return (
    <>
      <div class="choices">
        <PartSwitch
          part={choice.part}
          onChoose={(part) => {
            chooseSample({ part, index: Math.min(choice.index, samplesIn(part) - 1) });
          }}
        />
        <IndexField />
        <button
          class="button is-secondary"
          type="button"
          disabled={samplesIn(choice.part) === 0}
          onClick={() => {
            findSamples({ part: choice.part, limit: mostFound });
          }}
        >
          {text(strings.mostWrong)}
        </button>
      </div>
      {isMostWrong && <FoundSamples />}
      {view === undefined ? (
        <Waiting view="samples" />
      ) : (
        <div class={chosen === undefined ? 'is-waited-for' : ''} aria-busy={chosen === undefined}>
          <Followed view={view} />
          {view.gradients && <p class="hint">{text(strings.gradientHelp)}</p>}
        </div>
      )}
    </>
  );
}

/** Which sample, by its number; the buttons beside it go one back or on. */
function IndexField(): JSX.Element {
  const typed = useSignal<string | null>(null);
  const { part, index } = chosenSample();
  const count = samplesIn(part);
  const take = (): void => {
    const number = typed.value === null ? index : numberTyped(typed.value);
    typed.value = null;
    if (Number.isInteger(number) && number >= 0 && number < count && number !== index) {
      chooseSample({ part, index: number });
    }
  };
  return (
    <div class="sample-index">
      <IconButton
        icon="previous"
        label={text(strings.previous)}
        disabled={index === 0}
        onClick={() => {
          chooseSample({ part, index: index - 1 });
        }}
      />
      <label>
        {text(strings.index)}
        <input
          class="field"
          inputMode="numeric"
          value={typed.value ?? index}
          disabled={count === 0}
          onInput={({ currentTarget }) => {
            typed.value = currentTarget.value;
          }}
          onBlur={take}
          onKeyDown={({ key }) => {
            if (key === 'Enter') take();
            else if (key === 'Escape') typed.value = null;
          }}
        />
      </label>
      <span class="hint">{text(strings.ofSamples, groupedNumber(count))}</span>
      <IconButton
        icon="next"
        label={text(strings.next)}
        disabled={index >= count - 1}
        onClick={() => {
          chooseSample({ part, index: index + 1 });
        }}
      />
    </div>
  );
}
