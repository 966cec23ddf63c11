import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { ShownComparison } from '../../src/protocol/comparePanelMessages';
import { text } from '../kit/translation';
import { post } from './compareHost';
import { strings } from './compareTexts';

/** The way to what differs between the texts of two runs, which VS Code's own editor shows. */
export function DefinitionDifference({ runs }: Pick<ShownComparison, 'runs'>): JSX.Element | null {
  const chosenLeft = useSignal(-1);
  const chosenRight = useSignal(-1);
  const places = runs.flatMap(({ hasDefinition }, place) => (hasDefinition ? [place] : []));
  const pick = (chosen: number, otherwise: number | undefined): number | undefined =>
    places.includes(chosen) ? chosen : otherwise;
  const [left, right] = [pick(chosenLeft.value, places[0]), pick(chosenRight.value, places[1])];
  if (left === undefined || right === undefined) return null;
  const show = (): void => {
    post({ kind: 'showDifference', left, right });
  };
  if (places.length === 2) {
    return (
      <p class="choices">
        <button class="button is-secondary" type="button" onClick={show}>
          {text(strings.compareDefinitions)}
        </button>
      </p>
    );
  }
  const select = (label: string, value: number, onChoose: (place: number) => void): JSX.Element => (
    <select
      class="field"
      aria-label={text(label)}
      value={value}
      onChange={({ currentTarget }) => {
        onChoose(Number(currentTarget.value));
      }}
    >
      {places.map((place) => (
        <option key={place} value={place}>
          {runs[place]?.name}
        </option>
      ))}
    </select>
  );
  return (
    <p class="choices">
      {text(strings.difference)}
      {select(strings.left, left, (place) => {
        chosenLeft.value = place;
      })}
      {text(strings.and)}
      {select(strings.right, right, (place) => {
        chosenRight.value = place;
      })}
      <button class="button is-secondary" type="button" disabled={left === right} onClick={show}>
        {text(strings.showDifference)}
      </button>
    </p>
  );
}
