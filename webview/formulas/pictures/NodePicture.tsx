import type { JSX } from 'preact';
import type { PanelNode } from '../../../src/protocol/formulaPanelMessages';
import { MaskPicture } from './MaskPicture';
import { SigmoidPicture } from './SigmoidPicture';
import { SoftmaxPicture } from './SoftmaxPicture';

/** What the node did to its input, forward and backward; nothing for nodes whose rule says it all. */
export function NodePicture({
  node,
  sample = 0,
}: {
  readonly node: PanelNode;
  readonly sample?: number;
}): JSX.Element | null {
  switch (node.picture) {
    case 'mask':
      return <MaskPicture node={node} />;
    case 'sigmoid':
      return <SigmoidPicture node={node} />;
    case 'softmax':
    case 'softmaxWithTarget':
      return <SoftmaxPicture node={node} sample={sample} />;
    case 'none':
      return null;
  }
}
