import type { JSX } from 'preact';
import { network, points, shownViews } from '../store';
import { Section } from '../Section';
import { TableToggle } from '../shared/TableTwin';
import { Waiting } from '../shared/Waiting';
import { useWish } from '../wishes';
import { Curve } from './Curve';
import { Plane } from './Plane';
import { strings } from './strings';

/** How many numbers a sample has. */
function inputCount(): number {
  return network.value?.inputShape.reduce((product, axis) => product * axis, 1) ?? 0;
}

/** What the network says everywhere, where its inputs are few enough to be drawn. Other data has no such section. */
export function BoundarySection(): JSX.Element | null {
  const inputs = inputCount();
  const isClasses = network.value?.task === 'classes';
  if (inputs > 2 || (inputs === 2 && !isClasses)) return null;
  const title = isClasses ? strings.boundary : strings.curve;
  return (
    <Section id="boundary" title={title} aside={<TableToggle id="boundary" />}>
      <Boundary inputs={inputs} />
    </Section>
  );
}

function Boundary({ inputs }: { readonly inputs: number }): JSX.Element {
  useWish('boundary', { boundary: true });
  const picture = shownViews.value?.boundary;
  if (picture === undefined) return <Waiting />;
  const Picture = inputs === 1 ? Curve : Plane;
  return <Picture picture={picture} points={points.value} miniBatch={shownViews.value?.miniBatch} />;
}
