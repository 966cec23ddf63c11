import type { JSX } from 'preact';
import { numberList, roundedNumber, shapeText, shortNumber } from '../../../kit/numbers';
import type { SampleTensor, SampleView } from '../../../../src/protocol/trainingViews';
import { text } from '../../../kit/translation';
import { select } from '../../state/actions';
import { className, predictedName, mostProbable } from '../../classes/classNames';
import { Probabilities } from '../../classes/Probabilities';
import { TableTwin } from '../../../kit/table/TableTwin';
import { layers, network, selected } from '../../state/store';
import { Stage } from './SampleStage';
import { strings } from './sampleTexts';
import { sampleTable } from './sampleTable';

/** One sample on its way through the layers, and what the network makes of it. */
export function Followed({ view }: { readonly view: SampleView }): JSX.Element {
  const isClasses = network.value?.task === 'classes';
  const last = layers.value.length - 1;
  const { gradients } = view;
  return (
    <>
      <Verdict view={view} isClasses={isClasses} />
      <ol class="sample-flow">
        <li class="stage">
          <p class="stage-name">
            <b>{text(strings.input)}</b> <span class="hint">{shapeText(view.input.shape)}</span>
          </p>
          <Stage name={text(strings.input)} tensor={view.input} isInput />
          <GradientStage name={text(strings.input)} tensor={gradients?.input} />
        </li>
        {layers.value.map(({ name }, at) => {
          const tensor = view.layers[at] ?? undefined;
          if (tensor === undefined && at !== last) return null;
          return (
            <li key={name} class={`stage${selected.value === at ? ' is-selected' : ''}`} data-stage={name}>
              <p class="stage-name">
                <button
                  class="link"
                  type="button"
                  title={text(strings.goToLayer, name)}
                  onClick={() => {
                    select(at, true);
                  }}
                >
                  {name}
                </button>{' '}
                <span class="hint">{tensor === undefined ? '' : shapeText(tensor.shape)}</span>
              </p>
              {tensor === undefined ? (
                <Answer view={view} isClasses={isClasses} />
              ) : (
                <Stage name={name} tensor={tensor} />
              )}
              <GradientStage name={name} tensor={gradients?.layers[at] ?? undefined} />
            </li>
          );
        })}
      </ol>
      <TableTwin id="sample" source={view} make={sampleTable} />
    </>
  );
}

/** Below what the sample became in a layer: how its loss changes with every number of it. */
function GradientStage({
  name,
  tensor,
}: {
  readonly name: string;
  readonly tensor: SampleTensor | undefined;
}): JSX.Element | null {
  if (tensor === undefined) return null;
  const symbol = text(strings.gradientOf, name);
  return (
    <div class="stage-gradient" data-gradient-of={name}>
      <p class="stage-name is-backward">{symbol}</p>
      <Stage name={symbol} tensor={tensor} />
    </div>
  );
}

/** The outcome in a sentence. */
function Verdict({ view, isClasses }: AnswerProps): JSX.Element {
  const { choice, target, prediction } = view;
  const [loss = NaN] = view.loss;
  const sample = text(choice.part === 'train' ? strings.trainSample : strings.testSample, choice.index);
  const actual = target[0] ?? NaN;
  const predicted = predictedClass(prediction);
  const isRight = predicted === actual;
  return (
    <p class={`verdict${isClasses ? (isRight ? ' is-right' : ' is-wrong') : ''}`}>
      <b>{sample}</b>
      {isClasses ? (
        <>
          <span class={`icon icon-${isRight ? 'check' : 'error'}`} aria-hidden="true" />
          {isRight
            ? text(strings.right, className(actual))
            : text(strings.wrong, className(actual), predictedName(predicted))}
        </>
      ) : (
        <span>{text(strings.fitted, numbersOf(target), numbersOf(prediction))}</span>
      )}
      <span class="verdict-loss">{text(strings.lossIs, roundedNumber(loss, 4))}</span>
    </p>
  );
}

function numbersOf(values: Float32Array): string {
  return numberList(Array.from(values, (value) => roundedNumber(value, 4)));
}

interface AnswerProps {
  readonly view: SampleView;
  readonly isClasses: boolean;
}

/** At the end of the way: the prediction beside what it should be. */
function Answer({ view, isClasses }: AnswerProps): JSX.Element {
  const { target, prediction } = view;
  if (isClasses) return <Probabilities values={probabilitiesOf(prediction)} target={target[0]} />;
  return (
    <table class="fitted">
      <thead>
        <tr>
          <th scope="col">{text(strings.target)}</th>
          <th scope="col">{text(strings.prediction)}</th>
          <th scope="col">{text(strings.difference)}</th>
        </tr>
      </thead>
      <tbody>
        {Array.from(target, (actual, at) => {
          const predicted = prediction[at] ?? NaN;
          return (
            <tr key={at}>
              <td>{shortNumber(actual)}</td>
              <td>{shortNumber(predicted)}</td>
              <td>{roundedNumber(predicted - actual, 4)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** A probability for every class: the one number of a sigmoid is that of the second of two. */
export function probabilitiesOf(prediction: Float32Array): Float32Array {
  const [second = NaN] = prediction;
  return prediction.length === 1 ? Float32Array.of(1 - second, second) : prediction;
}

/** The most probable class; −1 where a probability is NaN. */
function predictedClass(prediction: Float32Array): number {
  return mostProbable(probabilitiesOf(prediction));
}
