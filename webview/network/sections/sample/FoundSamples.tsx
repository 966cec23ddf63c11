import type { JSX } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { groupedNumber, roundedNumber, shortNumber } from '../../../kit/numbers';
import type {
  FoundSample,
  FoundSamples as FoundSamplesAnswer,
} from '../../../../src/protocol/trainingAnswers';
import { IconButton } from '../../../kit/controls/IconButton';
import { TableToggle, TableTwin, type TwinTable } from '../../../kit/table/TableTwin';
import { text } from '../../../kit/translation';
import { className, predictedName } from '../../classes/classNames';
import { foundSamples, network, stepsDone } from '../../state/store';
import { chosenSample, chooseSample } from './sampleChoice';
import { InputImage } from './InputImage';
import { strings } from './sampleTexts';

/** What was searched for, in words. */
function question(): string {
  const { part, actual, predicted } = foundSamples.value?.question ?? { part: 'train' };
  if (actual === undefined || predicted === undefined)
    return text(part === 'train' ? strings.mostWrongTrain : strings.mostWrongTest);
  return text(
    part === 'train' ? strings.foundTrain : strings.foundTest,
    className(actual),
    className(predicted),
  );
}

/** The samples that were searched for, to choose one of. */
export function FoundSamples(): JSX.Element {
  const answer = foundSamples.value?.answer;
  const step = useMemo(() => foundSamples.peek()?.question.step ?? stepsDone.peek(), [answer]);
  const heading = useRef<HTMLParagraphElement>(null);
  const asked = foundSamples.value?.question;
  useEffect(() => {
    heading.current?.scrollIntoView({ block: 'nearest' });
  }, [asked, answer]);
  return (
    <div class="found" role="group" aria-label={question()}>
      <p class="found-heading" ref={heading}>
        <b>{question()}</b>
        {typeof answer === 'object' && (
          <span class="hint">{` · ${text(strings.foundAt, groupedNumber(step))}`}</span>
        )}
        <span class="found-buttons">
          <TableToggle id="found" />
          <IconButton
            icon="close"
            label={text(strings.closeFound)}
            onClick={() => {
              foundSamples.value = null;
            }}
          />
        </span>
      </p>
      <div role="status">
        {answer === undefined && <p class="hint">{text(strings.searching)}</p>}
        {typeof answer === 'string' && <p class="hint">{answer}</p>}
        {typeof answer === 'object' && answer.total === 0 && <p class="hint">{text(strings.noneFound)}</p>}
      </div>
      {typeof answer === 'object' && (
        <>
          <ul class="found-list">
            {answer.samples.map((sample) => (
              <Found key={sample.index} sample={sample} />
            ))}
            {answer.total > answer.samples.length && (
              <li class="found-more hint">
                {text(strings.moreFound, groupedNumber(answer.total - answer.samples.length))}
              </li>
            )}
          </ul>
          <TableTwin id="found" source={answer} make={foundTable} />
        </>
      )}
    </div>
  );
}

/** What the list says, in numbers. */
function foundTable({ samples, total }: FoundSamplesAnswer): TwinTable {
  const isClasses = network.value?.task === 'classes';
  const [name, nameOfSaid] = isClasses ? [className, predictedName] : [shortNumber, shortNumber];
  return {
    caption: text(strings.foundTable, question(), groupedNumber(samples.length), groupedNumber(total)),
    headings: [strings.sampleColumn, strings.target, strings.prediction, strings.lossColumn].map((heading) =>
      text(heading),
    ),
    rows: samples.map(({ index, figures: [loss = NaN, target = NaN, predicted = NaN] }) => [
      String(index),
      name(target),
      nameOfSaid(predicted),
      roundedNumber(loss, 4),
    ]),
    count: total,
  };
}

function Found({ sample }: { readonly sample: FoundSample }): JSX.Element {
  const part = foundSamples.value?.question.part ?? 'train';
  const { index, input } = sample;
  const [loss = NaN, target = NaN, predicted = NaN] = sample.figures;
  const isClasses = network.value?.task === 'classes';
  const [name, nameOfSaid] = isClasses ? [className, predictedName] : [shortNumber, shortNumber];
  const followed = chosenSample();
  return (
    <li>
      <button
        class="found-sample"
        type="button"
        aria-pressed={followed.part === part && followed.index === index}
        onClick={() => {
          chooseSample({ part, index }, true);
        }}
      >
        {input !== undefined && (
          <InputImage values={input} shape={network.value?.inputShape ?? []} side={40} />
        )}
        <span class="found-words">
          <b>{text(strings.number, index)}</b>
          <span>{text(strings.targetAndSaid, name(target), nameOfSaid(predicted))}</span>
          <span class="hint">{text(strings.loss, roundedNumber(loss, 3))}</span>
        </span>
      </button>
    </li>
  );
}
