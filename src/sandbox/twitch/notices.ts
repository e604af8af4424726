import type { ServerLine } from './irc.ts';

/** What Twitch says with each reason for which it does not deliver a line. */
const sentences: Readonly<Record<string, string>> = {
  msg_banned: 'You are permanently banned from talking in this channel.',
  msg_bad_characters: 'Your message was not sent because it contained too many unprocessable characters.',
  msg_channel_blocked: 'Your message was not sent because your account is not in good standing in this channel.',
  msg_channel_suspended: 'This channel does not exist or has been suspended.',
  msg_duplicate:
    'Your message was not sent because it is identical to the previous one you sent, less than 30 seconds ago.',
  msg_emoteonly: 'This room is in emote-only mode.',
  msg_followersonly: 'This room is in followers-only mode. Follow the channel to join the community!',
  msg_r9k: 'This room is in unique-chat mode and the message you attempted to send is not unique.',
  msg_ratelimit: 'Your message was not sent because you are sending messages too quickly.',
  msg_rejected: 'Hey! Your message is being checked by mods and has not been sent.',
  msg_rejected_mandatory: "Your message wasn't posted due to conflicts with the channel's moderation settings.",
  msg_requires_verified_phone_number: 'A verified phone number is required to chat in this channel.',
  msg_slowmode: 'This room is in slow mode and you are sending messages too quickly.',
  msg_subsonly: 'This room is in subscribers only mode.',
  msg_suspended: "You don't have permission to perform that action.",
  msg_timedout: 'You are timed out for a while.',
  msg_verified_email: 'This room requires a verified account to chat.',
  tos_ban: 'The community has closed this channel due to Terms of Service violations.',
  unrecognized_cmd: 'Unrecognized command.',
};

export function noticeLine(channel: string, msgId: string, text = sentences[msgId] ?? msgId): ServerLine {
  return { tags: { 'msg-id': msgId }, body: `:tmi.twitch.tv NOTICE #${channel} :${text}`, needs: 'commands' };
}
