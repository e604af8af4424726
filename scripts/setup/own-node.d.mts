export function ownNode(
  root: string,
  platform: NodeJS.Platform,
): { readonly path: string; readonly command: string; readonly shell: boolean };
