import * as vscode from 'vscode';
import { closeAll } from './editor/definitions';
import { eventually, waitForBehind } from './editor/lines';
import { assert } from './harness/assert';
import { needsScreen, screen } from './harness/screen';
import { waitForEdge } from './panel/graph';
import { isStepping } from './panel/network';

interface Step {
  readonly id: string;
  readonly button: string;
  /** Waits until what the picture shows is on the screen. */
  readonly result: () => Promise<unknown>;
}

const steps: readonly Step[] = [
  {
    id: 'gradients',
    button: 'Run Backward',
    result: () => waitForBehind('(apple_price + orange_price) * tax', '= 715   ∂ 1'),
  },
  {
    id: 'graph',
    button: 'Open the Graph',
    result: () => waitForEdge('5/0', '100 / 2.2'),
  },
  {
    id: 'blank',
    button: 'Open a Sheet',
    result: () => screen.waitFor({ selector: '.codelens-decoration', text: '0 of 5' }),
  },
  {
    id: 'training',
    button: 'Train',
    result: isStepping,
  },
  {
    id: 'own',
    button: 'Find the Mistake',
    result: async () => {
      const folder = vscode.Uri.joinPath(extensionUri(), '..', '..', 'my own');
      await vscode.workspace.fs.createDirectory(folder);
      await chooseFolder(folder);
      const definition = vscode.Uri.joinPath(folder, 'my-net.backprop');
      await eventually(
        () => vscode.languages.getDiagnostics(definition).map(({ message }) => message),
        (messages) =>
          messages.some((message) => message.includes('Your mask of relu1 is taken from the gradient')),
      );
    },
  },
];

/** In VS Code's own dialog, which a window in a browser has, behind the list of places. */
async function chooseFolder({ path }: vscode.Uri): Promise<void> {
  await screen.pick('Choose a folder…');
  await screen.waitFor({ selector: '.quick-input-action .monaco-button', text: 'Create Here' });
  // Until the home folder is listed, its path is still written over what is typed.
  await screen.waitFor({ selector: '.quick-input-list .monaco-list-row', text: '..' });
  await screen.press('Control+A');
  await screen.type(`${path}/`);
  await screen.press('Tab');
  await screen.waitFor({ selector: '.quick-input-action .monaco-button:focus', text: 'Create Here' });
  await screen.press('Enter');
}

function extensionUri(): vscode.Uri {
  const extension = vscode.extensions.getExtension('backprop-lens.backprop-lens');
  if (!extension) throw new Error('The extension is not installed.');
  return extension.extensionUri;
}

suite('The walkthrough', () => {
  teardown(closeAll);

  test('brings with every button what its picture shows, without an open folder @only-empty', async function () {
    needsScreen(this);
    assert.equal(vscode.workspace.workspaceFolders, undefined);
    for (const step of steps) {
      await show(step);
      await waitForPicture(step, 'dark');
      await screen.click({ selector: '.getting-started-step.expanded .monaco-button', text: step.button });
      await step.result();
      await show(step);
      await screen.waitFor({ selector: `${ofStep(step)} .codicon-getting-started-step-checked` });
    }
    // The first two buttons open one and the same copy, the last one a file with others beside it.
    const copies = vscode.workspace.textDocuments.filter(({ isUntitled }) => isUntitled);
    assert.equal(copies.length, steps.length - 2);
  });

  test('has its pictures in the colours of the theme @only-empty', async function () {
    needsScreen(this);
    const pictures = {
      light: 'light',
      'high-contrast': 'dark',
      'high-contrast-light': 'light',
      dark: 'dark',
    } as const;
    for (const theme of ['light', 'high-contrast', 'high-contrast-light', 'dark'] as const) {
      await screen.setTheme(theme);
      for (const step of steps) {
        await show(step);
        await waitForPicture(step, pictures[theme]);
      }
      await screen.screenshot(`walkthrough-${theme}`);
    }
  });
});

suite('The walkthrough in Japanese', () => {
  teardown(async () => {
    await closeAll();
    await vscode.commands.executeCommand('workbench.view.explorer');
  });

  test('shows pictures of what is in Japanese @only-japanese', async function () {
    needsScreen(this);
    // Beside it there is no room for pictures.
    await vscode.commands.executeCommand('workbench.action.closeSidebar');
    for (const step of steps) {
      await show(step);
      await waitForPicture(step, 'dark', '.ja');
    }
    await screen.screenshot('walkthrough-japanese');
  });
});

const ofStep = ({ id }: Step): string => `.getting-started-step[data-step-id$="#${id}"]`;

async function show(step: Step): Promise<void> {
  // Beside a panel it would have no room for pictures.
  await vscode.commands.executeCommand('workbench.action.joinAllGroups');
  const walkthrough = 'backprop-lens.backprop-lens#start';
  await vscode.commands.executeCommand('workbench.action.openWalkthrough', walkthrough);
  await screen.waitFor({ selector: ofStep(step) });
  if ((await screen.texts(`${ofStep(step)}.expanded`)).length > 0) return;
  await screen.click({ selector: `${ofStep(step)} .step-title` });
  await screen.waitFor({ selector: `${ofStep(step)}.expanded` });
}

/** Waits until the picture that the package has is shown. */
async function waitForPicture({ id }: Step, theme: 'light' | 'dark', language = ''): Promise<void> {
  const name = `walkthrough-${id}-${theme}${language}.webp`;
  await eventually(
    () => screen.attributes('.getting-started-media img', 'srcset'),
    ([source, ...more]) => source?.includes(name) === true && more.length === 0,
  );
  const file = vscode.Uri.joinPath(extensionUri(), 'media', 'walkthrough', name);
  const size = sizeOf(await vscode.workspace.fs.readFile(file));
  await eventually(
    () => screen.pictureSize({ selector: '.getting-started-media img' }),
    // A browser counts them as the screen does for which they are meant.
    ({ width, height }) => width > 0 && Math.abs(width / height - size.width / size.height) < 0.01,
  );
}

/** The size in pixels that the header of a lossless WebP tells: 14 bits each, less one. */
function sizeOf(webp: Uint8Array): { readonly width: number; readonly height: number } {
  const bits = new DataView(webp.buffer, webp.byteOffset).getUint32(21, true);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}
