import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where this machine keeps what can be fetched again; shared by all clones, so it is fetched once. */
export function cacheFolder() {
  return join(userCache(), 'backprop-lens');
}

function userCache() {
  const { XDG_CACHE_HOME: xdg, LOCALAPPDATA: local } = process.env;
  if (xdg) return xdg;
  if (process.platform === 'win32') return local || join(homedir(), 'AppData', 'Local');
  return process.platform === 'darwin' ? join(homedir(), 'Library', 'Caches') : join(homedir(), '.cache');
}
