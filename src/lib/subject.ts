const longest = 120;

/** A subject as a key: letters and digits, without case and accents, so that all ways to type it meet. */
export function subjectKey(subject: string): string {
  return subject
    .slice(0, longest)
    .replace(/[™®©]/g, '')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .slice(0, longest)
    .toLowerCase()
    .replace(/œ/g, 'oe')
    .replace(/æ/g, 'ae')
    .replace(/[^\p{L}\p{N}+#]+/gu, ' ')
    .trim();
}
