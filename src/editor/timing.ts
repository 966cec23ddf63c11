/**
 * How long nobody types before a text is looked at: a word can be typed, and it still feels at once. In ms.
 */
export const pauseInTyping = 150;

/** Does something once, a pause after the last time it was triggered. */
export class Delayed {
  private timer: number | undefined;

  constructor(
    private readonly milliseconds: number,
    private readonly action: () => void,
  ) {}

  trigger(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(this.action, this.milliseconds);
  }

  /** Does it at once, and not once more for what triggered it before. */
  act(): void {
    this.cancel();
    this.action();
  }

  cancel(): void {
    clearTimeout(this.timer);
  }

  dispose(): void {
    this.cancel();
  }
}

/**
 * Does something as soon as it is triggered, and not again
 * before a pause is over, however often it is triggered.
 */
export class Throttled {
  private timer: number | undefined;
  private isTriggered = false;

  constructor(
    private readonly milliseconds: number,
    private readonly action: () => void,
  ) {}

  trigger(): void {
    this.isTriggered = true;
    if (this.timer === undefined) this.act();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.isTriggered = false;
  }

  private act(): void {
    this.isTriggered = false;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      if (this.isTriggered) this.act();
    }, this.milliseconds);
    this.action();
  }
}
