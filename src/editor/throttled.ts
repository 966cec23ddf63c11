/** Does something soon after it was asked to, and not again before a pause is over: however often it is asked. */
export class Throttled {
  private timer: number | undefined;
  private isAsked = false;

  constructor(
    private readonly milliseconds: number,
    private readonly action: () => void,
  ) {}

  trigger(): void {
    this.isAsked = true;
    if (this.timer === undefined) this.act();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.isAsked = false;
  }

  private act(): void {
    this.isAsked = false;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      if (this.isAsked) this.act();
    }, this.milliseconds);
    this.action();
  }
}
