// All of a channel is in one slot of a cluster, so that an admission can be one script: its cooldown, its viewers, and
// those of its viewers whose commands have just ended.
export const channelKey = (channel: string) => `serdabot:limits:{${channel}}`;
export const viewerKey = (channel: string, viewer: string) => `serdabot:limits:{${channel}}:${viewer}`;
