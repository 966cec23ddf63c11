/** What the bundler puts in place of a folder's listing; its own types would bring all of Node's. */
interface ImportMeta {
  webpackContext(
    folder: string,
    options: { recursive: boolean; regExp: RegExp },
  ): { (file: string): unknown; keys(): string[] };
}
