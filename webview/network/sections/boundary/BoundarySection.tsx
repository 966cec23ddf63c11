import type { JSX } from 'preact';
import { network, points } from '../../state/store';
import { Section } from '../../Section';
import { useSectionViews } from '../../state/sectionViews';
import { TableToggle } from '../../../kit/table/TableTwin';
import { Waiting } from '../../Waiting';
import { useViewRequest } from '../../state/requests';
import { inputCount } from '../../tabs/openTabs';
import { Curve } from './FittedCurve';
import { Plane } from './ClassPlane';
import { Surface } from './FittedSurface';
import { strings } from './boundaryTexts';

/** What the network says everywhere, where its inputs are few enough to be drawn. */
export function BoundarySection(): JSX.Element {
  const { value: inputs } = inputCount;
  const isClasses = network.value?.task === 'classes';
  const title = isClasses ? strings.boundary : inputs === 1 ? strings.curve : strings.surface;
  return (
    <Section id="boundary" title={title} aside={<TableToggle id="boundary" />}>
      <Boundary inputs={inputs} isClasses={isClasses} />
    </Section>
  );
}

interface BoundaryProps {
  readonly inputs: number;
  readonly isClasses: boolean;
}

function Boundary({ inputs, isClasses }: BoundaryProps): JSX.Element {
  useViewRequest('boundary', { boundary: true });
  const views = useSectionViews(60);
  const picture = views?.boundary;
  if (picture === undefined) return <Waiting view="boundary" />;
  const Picture = inputs === 1 ? Curve : isClasses ? Plane : Surface;
  return <Picture picture={picture} points={points.value} miniBatch={views?.miniBatch} />;
}
