/**
 * Time, and turns of the message loop: what differs between
 * Node and browsers, and what tests put in their own hands.
 */
export interface Clock {
  /** Milliseconds from some start; never goes back. */
  now(): number;
  /**
   * Calls back once, after at least this long and after the messages that have come in meanwhile were seen.
   * @returns what takes it back
   */
  after(milliseconds: number, callback: () => void): () => void;
}
