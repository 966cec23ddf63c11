import * as vscode from 'vscode';
import type { ExportParts } from '../convert/exportAsScript';
import type { Grader } from '../formulas/grader';
import { targetOf, type NetworkTargets } from './commandTargets';
import { copyAsPythonCommand, exportNetworkCommand } from './names';

interface Parts extends ExportParts {
  readonly grader: Grader;
  readonly targets: NetworkTargets;
}

/**
 * Definitions as scripts of Python: *Copy as Python* of formulas, *Export Network* of networks, which takes
 * `pytorch` or `numpy`, too, and the folder to write into. Most windows never ask for either.
 */
export function registerExports({ grader, targets, ...parts }: Parts): vscode.Disposable {
  const { commands } = vscode;
  return vscode.Disposable.from(
    commands.registerCommand(copyAsPythonCommand, async (uri: unknown) => {
      const target = await targetOf(uri, undefined);
      if (target === undefined) return;
      const { copyAsPython } = await import(
        /* webpackChunkName: "extension.convert" */ '../convert/copyAsPython'
      );
      await copyAsPython(target.document, parts.documents, grader);
    }),
    commands.registerCommand(
      exportNetworkCommand,
      async (uri: unknown, network: unknown, to: unknown, folder: unknown) => {
        const target = await targets.find(uri, network);
        if (target === undefined) return;
        const { exportNetwork } = await import(
          /* webpackChunkName: "extension.convert" */ '../convert/exportAsScript'
        );
        await exportNetwork(parts, target, { to, folder });
      },
    ),
  );
}
