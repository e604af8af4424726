export const documentPrefix = 'document/';
export const documentKey = (channel: string, name: string) => `${documentPrefix}${channel}/${name}`;
/** A record that every change of a document touches: its version says whether anything changed at all. */
export const revisionKey = 'documents/revision';
