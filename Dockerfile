# syntax=docker/dockerfile:1
FROM node:24-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Not `npm ci`: see scripts/setup.mjs. The optional packages are Node itself for machines that have an older one.
RUN npm install --omit=dev --omit=optional --no-save --ignore-scripts --loglevel=error && npm cache clean --force

FROM node:24-bookworm-slim
ENV NODE_ENV=production
# In the volume: the next start is quicker.
ENV NODE_COMPILE_CACHE=/config/data/compile-cache
WORKDIR /app
COPY package.json ./
COPY --from=dependencies /app/node_modules ./node_modules
COPY config ./config
COPY scripts ./scripts
COPY src ./src
# The operator's folder: config.yaml, and data/ for the tokens and the embedded database. A new volume takes its owner
# from here.
RUN mkdir -p /config/data && chown -R node:node /config && chmod 700 /config/data
VOLUME /config/data
USER node
EXPOSE 8787
# /live fails when the process has stalled for more than 10 seconds.
HEALTHCHECK --interval=30s --timeout=12s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8787/live').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Node is process 1 and answers SIGTERM itself: commands under way finish, for 10 seconds at most.
CMD ["node", "--max-semi-space-size=2", "src/start.mjs", "--config", "/config/config.yaml"]
