import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { createAssets } from './assets.ts';

test('a file is the same in each encoding, smaller, and compressed once', () => {
  const { compressed, plain } = createAssets(['live.js'], new Map()).get('/app/live.js')!;
  for (const [encoding, read] of Object.entries({ br: brotliDecompressSync, gzip: gunzipSync })) {
    const packed = compressed(encoding as 'br' | 'gzip');
    expect(read(packed).equals(plain)).toBe(true);
    expect(packed.length).toBeLessThan(plain.length / 2);
    expect(compressed(encoding as 'br' | 'gzip')).toBe(packed);
  }
});

test('a path of the disk is no file of the dashboard', () => {
  const assets = createAssets(['live.js'], new Map());
  for (const path of ['/app/../server.ts', '/app/words.js', '/etc/passwd']) expect(assets.get(path)).toBeNull();
});
