import * as vscode from 'vscode';

const pollMilliseconds = 100;

/** One extension that hangs must not keep the lenses of another from working. */
const longestMilliseconds = 4000;

/**
 * The start of the window, as far as it concerns lenses. Whenever an extension
 * registers lenses of its own, for whatever files, VS Code replaces all lenses by copies that
 * look the same and do nothing when clicked, until it has asked for them anew: half a second on a
 * fast machine. In a fresh window that falls on the very moment in which a person clicks for the first time.
 */
export class WindowStart implements vscode.Disposable {
  private readonly didEnd = new vscode.EventEmitter<void>();
  private timer: number | undefined;
  private left = longestMilliseconds;
  private ended = false;

  /** From now on a click on a lens is heard. */
  readonly onDidEnd = this.didEnd.event;

  constructor() {
    this.look();
  }

  get hasEnded(): boolean {
    return this.ended;
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.didEnd.dispose();
  }

  private look(): void {
    if (this.left > 0 && vscode.extensions.all.some(isStillToStart)) {
      this.left -= pollMilliseconds;
      this.timer = setTimeout(() => {
        this.look();
      }, pollMilliseconds);
      return;
    }
    this.ended = true;
    this.didEnd.fire();
  }
}

/** Whether it starts with every window, and has not yet: only such a one is about to by itself. */
function isStillToStart({ isActive, packageJSON }: vscode.Extension<unknown>): boolean {
  if (isActive) return false;
  const manifest: unknown = packageJSON;
  if (typeof manifest !== 'object' || manifest === null || !('activationEvents' in manifest)) return false;
  const { activationEvents } = manifest;
  return (
    Array.isArray(activationEvents) &&
    activationEvents.some((event) => event === '*' || event === 'onStartupFinished')
  );
}
