import { userInfo } from "node:os";
import { errorCode, systemClock, systemIds } from "@waybill/kit";
import { Command } from "commander";
import { readConfig } from "../config.ts";
import { Unusable } from "../failure.ts";
import { groupText, groupsText } from "../groups/group-text.ts";
import { withGroups, type OpenedGroups } from "../groups/open-groups.ts";
import { parseResetTarget } from "../groups/reset-target.ts";
import { planText } from "../groups/reset-text.ts";
import { print } from "./remote.ts";

interface Shown {
  readonly json?: boolean;
}

/** `waybill groups`: works on the databases themselves, whether a server runs or not. */
export function groupsCommand(): Command {
  const groups = new Command("groups")
    .description("consumers of the services, on whatever bus: list, describe, reset")
    .addHelpText(
      "after",
      `
A group is a consumer of a service: its reactions (orders), one of its activities (payments.provider), or
the relay that publishes its log to a broker (orders.relay). Where it stands is written in the service's
database and nowhere else, so these read the databases: those of DATABASE_URL, or of WAYBILL_DATA.`,
    );
  groups
    .command("ls")
    .description("list them with their members and lag")
    .option("--json", "machine-readable output")
    .action(async (options: Shown) => {
      const found = await withGroups(readConfig(process.env), ({ desk }) => desk.list());
      print(options, found, groupsText(found));
    });
  groups
    .command("describe <group>")
    .description("show one, by channel and partition")
    .option("--json", "machine-readable output")
    .action(async (name: string, options: Shown) => {
      const found = await withGroups(readConfig(process.env), ({ desk }) => desk.find(name));
      print(options, found, groupText(found));
    });
  addReset(groups);
  return groups;
}

interface ResetFlags extends Shown {
  readonly to: string;
  readonly source?: string;
  readonly yes?: boolean;
  readonly reason?: string;
  readonly tenant: string;
}

function addReset(groups: Command): void {
  groups
    .command("reset <group>")
    .description("set where it goes on reading; shows what that means, and does it with --yes")
    .requiredOption("--to <where>", "earliest, latest, a time, or a position in the source's log")
    .option("--source <service>", "only what it reads of this service")
    .option("--yes", "carry it out; refused while members are active")
    .option("--reason <text>", "why; is kept in the audit trail, and asked for with --yes")
    .option("--tenant <name>", "whose audit trail", "dev")
    .option("--json", "machine-readable output")
    .action(async (group: string, options: ResetFlags) => {
      await withGroups(readConfig(process.env), (opened) => reset(opened, group, options));
    });
}

async function reset(opened: OpenedGroups, group: string, options: ResetFlags): Promise<void> {
  const { to, source, yes = false, reason } = options;
  const plan = await opened.desk.plan({ group, source, target: parseResetTarget(to) });
  const { resets: _, ...shown } = plan;
  if (!yes || plan.resets.length === 0) {
    const hint = plan.resets.length === 0 ? "" : "Nothing was changed: --yes carries it out.\n";
    print(options, { ...shown, done: false }, `${planText(plan)}${hint}`);
    return;
  }
  if (reason === undefined || reason.trim() === "") {
    throw new Unusable("reason-missing", "say why, with --reason: it is kept in the audit trail");
  }
  const freed = await recorded(opened, { group, reason, tenant: options.tenant }, () =>
    opened.desk.carryOut(plan),
  );
  print(
    options,
    { ...shown, unparked: freed, done: true },
    `${planText(plan)}Done: ${group} goes on from there.\n`,
  );
}

interface Change {
  readonly group: string;
  readonly reason: string;
  readonly tenant: string;
}

/** Written down before it is done, as what is changed through the API. */
async function recorded<T>(
  opened: OpenedGroups,
  { group, reason, tenant }: Change,
  act: () => Promise<T>,
): Promise<T> {
  const ids = systemIds();
  const trail = await opened.audit();
  const end = await trail.begin({
    principal: { tenant, role: "admin", keyId: `command line, ${userInfo().username}` },
    operationId: "resetConsumer",
    method: "CLI",
    path: `/v1/ops/consumers/${group}/reset`,
    reason,
    correlationId: ids.make("cor"),
    at: systemClock.now(),
  });
  try {
    const result = await act();
    await end(200);
    return result;
  } catch (error) {
    await end(errorCode(error) === "unexpected" ? 500 : 409);
    throw error;
  }
}
