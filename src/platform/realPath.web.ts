/** The files a browser is given have no symbolic links. */
export function realPath(path: string): Promise<string | undefined> {
  return Promise.resolve(path);
}
