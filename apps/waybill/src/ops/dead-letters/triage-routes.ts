import { route, withoutSecrets, HttpError, type Route } from "@waybill/kit";
import type { DeadLetterStory, DeadLetters } from "@waybill/postgres";
import Type, { type Static } from "typebox";
import { find, notFound, params, shown, type Found } from "./dead-letter-routes.ts";
import { byService, selectionsOf, type TriageDesk } from "./triage-desk.ts";
import {
  DeadLetterDetail,
  DeadLetterGroup,
  DropAnswer,
  DropRequest,
  ReplayAnswer,
  ReplayProgress,
  ReplayRequest,
} from "./triage-schemas.ts";

const operator = { tag: "Operations", roles: ["operator"] } as const;
const path = "/v1/ops/dead-letters";
const defaultPerSecond = 20;

/** Dead letters by the hundred: by cause, with what stands behind them, replayed and dropped together. */
export function triageRoutes(
  desk: TriageDesk,
  services: ReadonlyMap<string, { readonly deadLetters: DeadLetters }>,
): readonly Route[] {
  return [
    groupsRoute(desk),
    detailRoute(services),
    replayRoute(desk),
    dryRunRoute(desk),
    replaysRoute(desk),
    progressRoute(desk),
    dropRoute(desk),
  ];
}

function groupsRoute(desk: TriageDesk): Route {
  return route({
    ...operator,
    method: "GET",
    path: `${path}/groups`,
    operationId: "listDeadLetterGroups",
    summary: "Dead letters by cause, the largest group first",
    responses: { 200: Type.Object({ items: Type.Array(DeadLetterGroup) }) },
    async handle({ context: { principal } }) {
      return { status: 200, body: { items: await desk.groups(principal.tenant) } };
    },
  });
}

function detailRoute(services: ReadonlyMap<string, { readonly deadLetters: DeadLetters }>): Route {
  return route({
    ...operator,
    method: "GET",
    path: `${path}/:id`,
    operationId: "inspectDeadLetter",
    summary: "One dead letter with its message",
    params,
    responses: { 200: DeadLetterDetail },
    async handle({ params: { id }, context: { principal } }) {
      const { letters, number, service } = find(services, id);
      const letter = await letters.find(principal.tenant, number);
      if (letter === undefined) throw notFound(id);
      return { status: 200, body: detail({ service, letter }) };
    },
  });
}

function replayRoute(desk: TriageDesk): Route {
  return route({
    ...operator,
    method: "POST",
    path: `${path}/replays`,
    operationId: "replayDeadLetters",
    summary: "Try dead letters again, at a limited rate",
    description:
      "Those that are not dead any more are left alone, so that asking twice, or two people asking at once, replays each once.",
    body: ReplayRequest,
    responses: { 200: ReplayAnswer, 202: ReplayAnswer, 404: null },
    async handle({ body, context: { principal } }) {
      const { tenant } = principal;
      const { perSecond = defaultPerSecond } = body;
      const selections = selectionsOf(body);
      const survey = await desk.survey({ tenant, selections });
      const { id, letters } = await desk.replay({ tenant, selections, perSecond });
      const seconds = secondsOf(letters, perSecond);
      const made = { ...survey, id: letters === 0 ? null : id, letters, seconds };
      return { status: letters === 0 ? 200 : 202, body: made };
    },
  });
}

function dryRunRoute(desk: TriageDesk): Route {
  return route({
    ...operator,
    method: "POST",
    path: `${path}/replays/dry-run`,
    operationId: "dryRunReplay",
    summary: "What a replay would do, as things are now; changes nothing",
    body: ReplayRequest,
    changesNothing: true,
    responses: { 200: ReplayAnswer, 404: null },
    async handle({ body, context: { principal } }) {
      const { perSecond = defaultPerSecond } = body;
      const survey = await desk.survey({
        tenant: principal.tenant,
        selections: selectionsOf(body),
      });
      const seconds = secondsOf(survey.letters, perSecond);
      return { status: 200, body: { id: null, ...survey, seconds } };
    },
  });
}

/** From the first letter to the last. */
function secondsOf(letters: number, perSecond: number): number {
  return Math.max(0, letters - 1) / perSecond;
}

function replaysRoute(desk: TriageDesk): Route {
  return route({
    ...operator,
    method: "GET",
    path: `${path}/replays`,
    operationId: "listDeadLetterReplays",
    summary: "The latest replays of a week, and what became of them",
    responses: { 200: Type.Object({ items: Type.Array(ReplayProgress) }) },
    async handle({ context: { principal } }) {
      return { status: 200, body: { items: await desk.replays(principal.tenant) } };
    },
  });
}

function progressRoute(desk: TriageDesk): Route {
  return route({
    ...operator,
    method: "GET",
    path: `${path}/replays/:id`,
    operationId: "getDeadLetterReplay",
    summary: "How far a replay is",
    params: Type.Object({ id: Type.String({ pattern: "^rpl_[0-9a-z]{1,40}$" }) }),
    responses: { 200: ReplayProgress },
    async handle({ params: { id }, context: { principal } }) {
      const [found] = await desk.replays(principal.tenant, id);
      if (found !== undefined) return { status: 200, body: found };
      throw new HttpError(
        "not-found",
        `There is no replay ${id}: it is too old, or had nothing to replay.`,
        { status: 404 },
      );
    },
  });
}

function dropRoute(desk: TriageDesk): Route {
  return route({
    ...operator,
    method: "POST",
    path: `${path}/drops`,
    operationId: "dropDeadLetters",
    summary: "Give dead letters up; messages behind them go on",
    description: "Give the reason in X-Reason: it is all that is left of them.",
    body: DropRequest,
    responses: { 200: DropAnswer, 404: null },
    async handle({ body: { ids }, context: { principal } }) {
      return { status: 200, body: { dropped: await desk.drop(principal.tenant, byService(ids)) } };
    },
  });
}

function detail(found: Found<DeadLetterStory>): Static<typeof DeadLetterDetail> {
  const { message } = found.letter;
  const { source, position, stream, version, meta, data, time } = message;
  return {
    ...shown(found),
    source,
    position,
    stream,
    streamVersion: version,
    // A stranger's message may name a time that there is not.
    recordedAt: Number.isFinite(new Date(time).getTime()) ? new Date(time).toISOString() : null,
    causedBy: meta.causationId,
    failures: found.letter.failures.map(({ at, stack, ...rest }) => ({
      ...rest,
      stack: [...stack],
      at: new Date(at).toISOString(),
    })),
    data: withoutSecrets(data),
  };
}
