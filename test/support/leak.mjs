// Loaded into a bot's process before anything else: as soon as the bot has a say, something warns and throws with secrets
// in its words.
const { TWITCH_ACCESS_TOKEN, SERDABOT_PRIVACY_KEY, MODEL_KEY } = process.env;
const timer = setInterval(() => {
  if (process.listenerCount('uncaughtException') === 0) return;
  clearInterval(timer);
  process.emitWarning(`not with ${MODEL_KEY}`);
  setTimeout(() => {
    throw new Error(`not with ${TWITCH_ACCESS_TOKEN} and ${SERDABOT_PRIVACY_KEY}`);
  }, 0);
}, 0);
