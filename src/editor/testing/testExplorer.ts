import * as vscode from 'vscode';
import type * as TestCode from './testRuns';
import type { Request, TestParts, TestRuns } from './testRuns';

/** Read when there is something to list, not when the extension starts. */
const loadTesting = (): Promise<typeof TestCode> =>
  import(/* webpackChunkName: "extension.tests" */ './testRuns');

/** The `expect`s and gradient checks of definitions in VS Code's Test Explorer. */
export class TestExplorer implements vscode.Disposable {
  private readonly controller = vscode.tests.createTestController('backprop', 'Backprop');
  private readonly subscriptions: { dispose: () => unknown }[] = [this.controller];
  private loading: Promise<TestRuns> | undefined;

  constructor(private readonly parts: TestParts) {
    const { controller } = this;
    controller.resolveHandler = async (item) => {
      const { items } = await this.loaded();
      if (item === undefined) await items.listAll();
      else await items.look(item);
    };
    controller.refreshHandler = async () => {
      await (await this.loaded()).items.refresh();
    };
    const profile = controller.createRunProfile(
      vscode.l10n.t('Run'),
      vscode.TestRunProfileKind.Run,
      async (request: Request, token) => {
        await (await this.loaded()).run(request, token);
      },
      true,
    );
    allowContinuousRuns(profile);
    const firstCheck = parts.documents.onDidCheck(() => {
      firstCheck.dispose();
      void this.loaded();
    });
    this.subscriptions.push(profile, firstCheck);
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private loaded(): Promise<TestRuns> {
    return (this.loading ??= this.load());
  }

  private async load(): Promise<TestRuns> {
    const { TestRuns } = await loadTesting();
    const runs = new TestRuns(this.controller, this.parts);
    this.subscriptions.push(runs);
    return runs;
  }
}

/** VS Code has them since a version after the oldest that is supported, where this may be refused. */
function allowContinuousRuns(profile: vscode.TestRunProfile & { supportsContinuousRun?: boolean }): void {
  try {
    profile.supportsContinuousRun = true;
  } catch {
    // Then tests are run one time after the other.
  }
}
