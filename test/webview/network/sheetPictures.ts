/** What the contact sheet of the network panel shows: every tab and every state, of real runs. */
import { dequal } from 'dequal/lite';
import type { NetworkPanelStatus } from '../../../src/protocol/networkPanelState';
import type { ViewRequests } from '../../../src/protocol/trainingViews';
import type { NetworkPage, Tab } from './networkPage';
import type { Frame, RunName, RunsOfPictures, Trained } from './sheetRuns';

interface SheetPicture {
  readonly of: RunName;
  /**
   * This tab is open, and all of it is on the picture;
   * without it the panel is as it first opens.
   */
  readonly open?: Tab;
  readonly neverRun?: boolean;
  readonly status?: NetworkPanelStatus;
  readonly runStatus?: Partial<Frame['status']>;
  /** What a person does; afterwards the panel is given what it then requests. */
  readonly then?: (panel: NetworkPage, trained: Trained) => Promise<void>;
  readonly lookBack?: number;
  /** Taken at every width. */
  readonly isKey?: boolean;
}

const openLayer =
  (name: string, tab?: string) =>
  async ({ page }: NetworkPage): Promise<void> => {
    await page.locator(`.layer-toggle[aria-label*="${name}"]`).first().click();
    if (tab !== undefined) await page.getByRole('tab', { name: tab, exact: true }).click();
  };

const press =
  (name: string) =>
  async ({ page }: NetworkPage): Promise<void> => {
    await page.getByRole('button', { name }).first().click();
  };

/** Walks a training step up to a phase, and does with the run what the panel asks for on the way. */
const walkTo =
  (phase: 1 | 2 | 3 | 4) =>
  async (panel: NetworkPage, { run }: Trained): Promise<void> => {
    await panel.receive({ kind: 'walk' });
    for (let at = 1; at < phase; at++) {
      const asked = (await panel.sentOf('command')).length;
      await panel.page.locator('.phase-buttons .button:not(.is-secondary)').click();
      for (const { command } of (await panel.sentOf('command')).slice(asked)) await run.command(command);
      await panel.receive(await newFrame(run, await panel.requests()));
    }
  };

/** A frame comes when there is something new: for the run these may be the requests of the panel before. */
async function newFrame(run: Trained['run'], requests: ViewRequests): Promise<Frame> {
  await run.command({ kind: 'setPace', pace: { kind: 'full' } });
  return (await run.frame(requests)).message;
}

export const everyPicture: Readonly<Record<string, SheetPicture>> = {
  'never-run': { of: 'spiral', neverRun: true, isKey: true },
  'never-run-charts': { of: 'spiral', neverRun: true, open: 'charts' },
  starting: { of: 'spiral', neverRun: true, status: { kind: 'starting', text: 'The data is being read.' } },
  running: { of: 'spiral', runStatus: { state: 'running', stepsPerSecond: 1834 }, isKey: true },
  stale: {
    of: 'spiral',
    status: { kind: 'stale', text: 'The run is of an earlier text: save the file to go on with it.' },
  },
  'file-error': {
    of: 'spiral',
    neverRun: true,
    status: { kind: 'error', text: 'Line 7: Afine is not a layer. Did you mean Affine?', line: 7 },
  },
  failed: {
    of: 'spiral',
    runStatus: {
      state: 'failed',
      reason: 'The loss is not a number any more at step 601. Lower the learning rate.',
    },
  },
  lost: {
    of: 'spiral',
    status: { kind: 'lost', text: 'The process that trained has ended. Train again to start anew.' },
  },
  gone: { of: 'spiral', status: { kind: 'gone', text: 'The file is not there any more.' } },
  'looking-back': { of: 'spiral', lookBack: 40, isKey: true },
  graph: { of: 'spiral', open: 'graph', isKey: true },
  'graph-table': { of: 'spiral', open: 'graph', then: press('Show') },
  'graph-folded': { of: 'digits', open: 'graph', isKey: true },
  'graph-layer': {
    of: 'spiral',
    open: 'graph',
    then: async ({ page }) => {
      await page.locator('[data-button="2"]').click();
    },
  },
  health: { of: 'dying', open: 'health', isKey: true },
  walk: { of: 'spiral', open: 'graph', then: walkTo(1), isKey: true },
  'walk-gradients': { of: 'spiral', open: 'graph', then: walkTo(2) },
  'walk-update': { of: 'spiral', open: 'graph', then: walkTo(3) },
  'walk-repeat': { of: 'spiral', open: 'graph', then: walkTo(4) },
  layers: { of: 'spiral', open: 'layers', isKey: true },
  'layers-conv': { of: 'digits', open: 'layers' },
  mask: { of: 'spiral', open: 'layers', then: openLayer('relu1'), isKey: true },
  'mask-dead': { of: 'dying', open: 'layers', then: openLayer('relu2') },
  weights: { of: 'spiral', open: 'layers', then: openLayer('affine2', 'Weights') },
  images: { of: 'digits', open: 'layers', then: openLayer('conv1'), isKey: true },
  charts: { of: 'spiral', open: 'charts', isKey: true },
  distributions: { of: 'spiral', open: 'distributions', isKey: true },
  boundary: { of: 'spiral', open: 'boundary', isKey: true },
  curve: { of: 'regression', open: 'boundary' },
  confusion: { of: 'digits', open: 'confusion', isKey: true },
  sample: { of: 'spiral', open: 'sample' },
  'sample-image': { of: 'digits', open: 'sample', isKey: true },
};

/** Gives the panel what it requests until it requests nothing else. */
async function feed(
  panel: NetworkPage,
  { run }: Trained,
  { lookBack, runStatus }: SheetPicture,
): Promise<void> {
  let fed: ViewRequests | undefined;
  for (let round = 0; round < 6; round++) {
    const requests = await panel.requests();
    if (dequal(requests, fed)) return;
    fed = requests;
    const message = await newFrame(run, requests);
    await panel.receive({ ...message, status: { ...message.status, ...runStatus } });
    if (lookBack !== undefined) await panel.receive((await run.lookBack(lookBack, requests)).message);
    // Requests follow what scrolled into view, which the page hears a moment later.
    await panel.settled(4);
  }
}

/** As high as what is in it: a picture of a section shows all of it. */
async function fitHeight({ page }: NetworkPage, width: number, tab: Tab): Promise<void> {
  const missing = await page
    .locator(`.sections:has([data-section=${tab}])`)
    .evaluate((element) => element.scrollHeight - element.clientHeight);
  const height = (page.viewportSize()?.height ?? 0) + missing;
  await page.setViewportSize({ width, height: Math.min(height, 4000) });
}

/** Opens the panel as a picture wants it, and saves it. */
export async function photograph(
  panel: NetworkPage,
  runs: RunsOfPictures,
  picture: SheetPicture,
  file: string,
): Promise<void> {
  const trained = await runs.of(picture.of);
  const { page } = panel;
  const status = picture.status ?? trained.state.state.status;
  const run = picture.neverRun === true ? null : trained.state.state.run;
  await panel.receive({ kind: 'state', state: { ...trained.state.state, status, run } });
  if (run !== null) await panel.receive(trained.points, ...trained.frames);
  if (picture.open !== undefined) await panel.openTab(picture.open);
  if (picture.lookBack !== undefined) await page.locator('.scrub-track input').fill(String(picture.lookBack));
  await picture.then?.(panel, trained);
  const width = page.viewportSize()?.width ?? 0;
  for (let round = 0; round < 2; round++) {
    if (run !== null) await feed(panel, trained, picture);
    if (picture.open !== undefined) await fitHeight(panel, width, picture.open);
    await panel.settled();
  }
  if (run !== null) await feed(panel, trained, picture);
  await page.mouse.move(0, 0);
  await page.screenshot({ path: file });
}
