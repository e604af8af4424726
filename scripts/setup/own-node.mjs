import { posix, win32 } from 'node:path';

/**
 * How to start the Node that the install brought. On Windows it is a .cmd file, which only a shell starts, and the shell
 * splits a path at its spaces.
 * @param {string} root
 * @param {NodeJS.Platform} platform
 */
export function ownNode(root, platform) {
  const isWindows = platform === 'win32';
  const { join } = isWindows ? win32 : posix;
  const path = join(root, 'node_modules', '.bin', isWindows ? 'node.cmd' : 'node');
  return { path, command: isWindows ? `"${path}"` : path, shell: isWindows };
}
