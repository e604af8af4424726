import fc from 'fast-check';

/** Of any code points, halves of pairs included. The unit 'binary' of fast-check takes 0.7 s for a table of them all. */
export const anyText = (maxLength?: number) =>
  fc.string({
    unit: fc.integer({ min: 0, max: 0x10ffff }).map((point) => String.fromCodePoint(point)),
    ...(maxLength !== undefined && { maxLength }),
  });
