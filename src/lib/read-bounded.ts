/** The first bytes of a body as text; beyond the limit the request is cancelled. */
export async function readBounded(response: Response, most = 1_000_000): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > most) break;
  }
  return Buffer.concat(chunks).toString();
}
