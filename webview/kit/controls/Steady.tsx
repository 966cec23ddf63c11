import type { JSX } from 'preact';

interface SteadyProps {
  /** The longest texts it may show: it always has the room of the widest. */
  readonly room: readonly string[];
  readonly children: string;
}

/** A text that changes while nothing around it moves. */
export function Steady({ room, children }: SteadyProps): JSX.Element {
  return (
    <span class="steady" data-room={room.join('\n')}>
      <span>{children}</span>
    </span>
  );
}
