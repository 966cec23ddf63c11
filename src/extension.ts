import * as vscode from 'vscode';
import { registerValueCommands } from './editor/commands/valueCommands';
import {
  followContents,
  followGraphs,
  followHasValues,
  followTrainingContext,
} from './editor/commands/contextKeys';
import { NetworkTargets } from './editor/commands/commandTargets';
import { registerExports } from './editor/commands/exportCommands';
import { registerPasteAsBackprop } from './editor/convert/pasteAsBackprop';
import { registerMakeSheet } from './editor/commands/makeSheet';
import { registerOnDemand } from './editor/commands/onDemandCommands';
import { registerNavigationCommands } from './editor/commands/navigationCommands';
import { registerRunVariants } from './editor/commands/variantCommands';
import { registerTraining } from './editor/commands/trainingCommands';
import { Computation } from './editor/formulas/computation';
import { DataPreviews } from './editor/data/dataPreviews';
import { definitionSelector, Documents } from './editor/documents/documents';
import { EarlyIndentation } from './editor/documents/earlyIndentation';
import { hoverProvider } from './editor/languageFeatures/hover/hoverProvider';
import { FormulaValues, LayerValues } from './editor/languageFeatures/inlineValues/inlineValues';
import { GradeMarks } from './editor/languageFeatures/inlineValues/gradeMarks';
import { backwardLenses } from './editor/languageFeatures/lenses/backwardLenses';
import { sheetLenses } from './editor/languageFeatures/lenses/sheetLenses';
import { CodeLenses } from './editor/languageFeatures/lenses/codeLenses';
import { comparisonLenses } from './editor/languageFeatures/lenses/comparisonLenses';
import { networkLenses } from './editor/languageFeatures/lenses/networkLenses';
import { createLog } from './editor/logChannel';
import { ComparePanels } from './editor/panels/compare/comparePanels';
import { MonitorView } from './editor/panels/monitor/monitorView';
import { openPanelCommand } from './editor/commands/names';
import { NetworkPanels } from './editor/panels/network/networkPanels';
import { Outline } from './editor/languageFeatures/outlineProvider';
import { FormulaPanels } from './editor/panels/formulas/formulaPanels';
import { LineLight } from './editor/panels/host/lineLight';
import { registerFormatting } from './editor/languageFeatures/formattingProvider';
import { registerNavigation } from './editor/languageFeatures/navigation/navigationProviders';
import { registerCompletion } from './editor/languageFeatures/completion/completionProvider';
import { registerSignatureHelp } from './editor/languageFeatures/signatureHelp/signatureHelpProvider';
import { registerCodeActions } from './editor/languageFeatures/problems/codeActions';
import { ExpectationProblems } from './editor/languageFeatures/problems/expectationProblems';
import { Grader } from './editor/formulas/grader';
import { Mistakes } from './editor/formulas/foundMistakes';
import { SheetTries } from './editor/formulas/sheetTries';
import { HealthProblems } from './editor/languageFeatures/problems/healthProblems';
import { LanguageProblems } from './editor/languageFeatures/problems/languageProblems';
import { LiveFormulas } from './editor/formulas/liveFormulas';
import { Runner } from './editor/formulas/runner';
import { Sessions } from './editor/formulas/formulaSessions';
import { Recordings } from './editor/runs/recordings';
import { registerRecordingCommands } from './editor/runs/recordingCommands';
import { RunRecorders } from './editor/runs/runRecorders';
import { RunsView } from './editor/runs/runsView';
import { registerStructure } from './editor/languageFeatures/structure/structureProviders';
import { ShapeHints } from './editor/languageFeatures/shapeHintsProvider';
import { TestExplorer } from './editor/testing/testExplorer';
import { DefinitionView } from './editor/sidebar/definitionView';
import { TrainingStatusBar } from './editor/training/trainingProgress';
import { RunController } from './editor/training/runController';
import { NetworkGrades } from './editor/training/networkGrades';
import { NetworkRuns } from './editor/training/networkRuns';
import { VariantRuns } from './editor/training/variantRuns';
import { RunClock } from './editor/training/runClock';
import { registerRecordedTexts } from './editor/runs/recordedTexts';
import type { Unfinished } from './editor/runs/runRecording';
import type { Platform } from './platform/platform';
import { readKernels, type RuntimeAssets } from './platform/runtimeAssets';
import { workerRuntime } from './platform/workerRuntime';

/** Set while the extension is active. */
let finishRecordings: (() => Promise<void>) | undefined;

/** The window closes, or is loaded anew: VS Code waits a few seconds for what is to be written. */
export async function deactivate(): Promise<void> {
  await finishRecordings?.();
}

/** Builds the parts and hands them to each other, on the desktop and in the browser alike. */
export function activate(
  { extension, extensionUri, globalStorageUri, subscriptions }: vscode.ExtensionContext,
  { startWorker, spareCores, realPath, openDisk, thisProcess }: Platform,
): void {
  const log = createLog();
  const assets: RuntimeAssets = {
    read: (name) => vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, 'dist', name)),
  };
  const startRuntime = (): ReturnType<typeof workerRuntime> =>
    workerRuntime(
      () => startWorker(assets),
      () => readKernels(assets),
    );
  const runtime = startRuntime();
  const computation = new Computation(runtime, log);
  const dataPreviews = new DataPreviews(extensionUri, realPath);
  const documents = new Documents(dataPreviews);
  const sessions = new Sessions(documents);
  const runner = new Runner(documents, sessions, computation);
  const liveFormulas = new LiveFormulas(documents, sessions, runner);
  const networkGrades = new NetworkGrades(extensionUri, documents, dataPreviews, computation, realPath);
  const grader = new Grader(documents, sessions, computation, networkGrades);
  const tries = new SheetTries(documents);
  const mistakes = new Mistakes(grader, tries, computation, networkGrades);
  const runs = new NetworkRuns(documents, startRuntime);
  const clock = new RunClock(runs);
  const controller = new RunController(extensionUri, documents, dataPreviews, runs, realPath, networkGrades);
  const variants = new VariantRuns();
  const recordings = new Recordings(globalStorageUri, openDisk);
  const runsView = new RunsView(recordings, thisProcess?.host);
  const unfinished = new Set<Unfinished>();
  const maker = { version: versionOf(extension), ...(thisProcess && { process: thisProcess }), unfinished };
  const recorders = new RunRecorders(runs, recordings, maker);
  finishRecordings = async () => {
    await recorders.finish();
    // Those of variants.
    await Promise.all([...unfinished].map((recording) => recording.end()));
  };
  const codeLenses = new CodeLenses(documents, sessions, grader, runs, clock, [
    sheetLenses,
    backwardLenses,
    networkLenses,
    comparisonLenses,
  ]);
  const lineLight = new LineLight();
  const formulaPanels = new FormulaPanels(extensionUri, {
    documents,
    sessions,
    runner,
    computation,
    light: lineLight,
    log,
  });
  const networkPanels = new NetworkPanels(extensionUri, {
    extension: extensionUri,
    realPath,
    version: versionOf(extension),
    grades: networkGrades,
    documents,
    runs,
    clock,
    controller,
    light: lineLight,
    log,
    recordings,
  });
  const comparePanels = new ComparePanels(
    extensionUri,
    { recordings, light: lineLight, log },
    () => runsView.selection,
  );
  const targets = new NetworkTargets(documents, runs, networkPanels);
  const shapeHints = new ShapeHints(documents, sessions, runs, clock);

  subscriptions.push(
    log,
    runtime,
    dataPreviews,
    documents,
    sessions,
    liveFormulas,
    networkGrades,
    grader,
    tries,
    mistakes,
    runs,
    clock,
    variants,
    controller,
    recordings,
    recorders,
    runsView,
    registerRecordingCommands(recordings, () => runsView.selection),
    registerValueCommands({ runner, sessions, targets, formulaPanels, networkPanels, controller }),
    registerTraining({ documents, targets, runs, controller, networkPanels }),
    registerRunVariants({
      extension: extensionUri,
      documents,
      grades: networkGrades,
      realPath,
      startRuntime,
      spareCores,
      recordings,
      place: maker,
      watched: variants,
      openPanel: (comparison, shown) => comparePanels.openVariants(comparison, shown),
    }),
    registerOnDemand({ extension: extensionUri, storage: globalStorageUri, documents, grader }),
    registerMakeSheet(documents),
    registerExports({
      extension: extensionUri,
      documents,
      grader,
      grades: networkGrades,
      runs,
      computation,
      realPath,
      targets,
    }),
    registerPasteAsBackprop(),
    new EarlyIndentation(),
    followContents(documents),
    followGraphs(),
    followHasValues(sessions),
    followTrainingContext(runs),
    new TrainingStatusBar(runs, clock),
    new LayerValues(runs, clock),
    codeLenses,
    lineLight,
    formulaPanels,
    networkPanels,
    registerRecordedTexts(),
    comparePanels,
    new MonitorView(extensionUri, {
      runs,
      variants,
      clock,
      light: lineLight,
      log,
      openPanel: async ({ uri, network }) => vscode.commands.executeCommand(openPanelCommand, uri, network),
    }),
    registerNavigationCommands({ targets, formulaPanels, networkPanels, recordings }),
    new DefinitionView(documents, dataPreviews, sessions, runs, clock),
    vscode.languages.registerCodeLensProvider(definitionSelector, codeLenses),
    new FormulaValues(sessions),
    new GradeMarks(grader, sessions),
    shapeHints,
    vscode.languages.registerInlayHintsProvider(definitionSelector, shapeHints),
    vscode.languages.registerHoverProvider(
      definitionSelector,
      hoverProvider(documents, sessions, runs, computation, mistakes),
    ),
    registerCompletion(documents, extensionUri, realPath),
    registerSignatureHelp(documents),
    vscode.languages.registerDocumentSymbolProvider(definitionSelector, new Outline(documents)),
    registerNavigation(documents),
    registerFormatting(documents),
    registerStructure(documents, extensionUri),
    new LanguageProblems(documents),
    new ExpectationProblems(grader, mistakes, documents),
    new HealthProblems(runs, clock, documents),
    registerCodeActions(documents, sessions, grader, runs),
    new TestExplorer({
      extension: extensionUri,
      documents,
      data: dataPreviews,
      realPath,
      startRuntime,
      log,
      tries,
    }),
  );
}

function versionOf({ packageJSON }: vscode.Extension<unknown>): string {
  const { version } = packageJSON as { readonly version: string };
  return version;
}
