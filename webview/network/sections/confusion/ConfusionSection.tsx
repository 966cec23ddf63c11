import type { JSX } from 'preact';
import type { DataPart } from '../../../../src/protocol/trainingViews';
import { text } from '../../../kit/translation';
import { Section } from '../../Section';
import { FoundSamples } from '../sample/FoundSamples';
import { samplesIn } from '../sample/sampleChoice';
import { PartSwitch } from '../sample/PartSwitch';
import { useSectionViews } from '../../state/sectionViews';
import { Waiting } from '../../Waiting';
import { foundSamples, network } from '../../state/store';
import { choose, chosen } from '../../../kit/viewChoices';
import { useViewRequest } from '../../state/requests';
import { Matrix } from './ConfusionTable';
import { strings } from './confusionTexts';

/** For classes only: fitted values are not taken for one another. */
export function ConfusionSection(): JSX.Element | null {
  if (network.value?.task !== 'classes') return null;
  return (
    <Section id="confusion" title={strings.title}>
      <Confusion />
    </Section>
  );
}

/** The part of the data that is counted: where there is test data, that. */
function chosenPart(): DataPart {
  const hasTest = samplesIn('test') > 0;
  return hasTest && chosen<string>('confusion/part', 'test') === 'test' ? 'test' : 'train';
}

function Confusion(): JSX.Element {
  const part = chosenPart();
  useViewRequest('confusion', { confusion: part });
  const matrix = useSectionViews(150)?.confusion;
  const { actual, predicted } = foundSamples.value?.question ?? {};
  return (
    <>
      <div class="choices">
        <PartSwitch
          part={part}
          onChoose={(value) => {
            choose('confusion/part', value);
          }}
        />
      </div>
      {matrix?.part === part ? <Matrix matrix={matrix} /> : <Waiting view="confusion" />}
      {actual !== undefined && predicted !== undefined && <FoundSamples />}
      {matrix?.part === part && <p class="hint confusion-help">{text(strings.help)}</p>}
    </>
  );
}
