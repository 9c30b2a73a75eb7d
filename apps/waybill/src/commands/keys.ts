import { systemClock, systemIds, Terminal, type Role } from "@waybill/kit";
import { ViewsDatabase, attachServer, provision, readMigrations } from "@waybill/postgres";
import { Command, InvalidArgumentError, Option } from "commander";
import pino from "pino";
import type { TSchema } from "typebox";
import { Compile } from "typebox/compile";
import { readConfig } from "../config.ts";
import { requireInstallation } from "../existing-installation.ts";
import { Unusable } from "../failure.ts";
import { ApiKeys } from "../platform/api-keys.ts";
import { NewKey } from "../platform/key-routes.ts";

const { name, customer } = NewKey.properties;
const roles: readonly Role[] = ["customer", "operator", "admin"];

/** `waybill keys`: works on the database itself, whether the server runs or not. */
export function keysCommand(): Command {
  const keys = new Command("keys").description("make, list and revoke API keys");
  keys
    .command("create")
    .description("make a key; it is shown this once")
    .requiredOption("--name <text>", "what it is for", fitting(name, "1 to 100 characters"))
    .addOption(
      new Option("--role <role>", "what it may do").choices([...roles]).default("operator"),
    )
    .option("--tenant <name>", "whose data it sees", "dev")
    .option(
      "--customer <e-mail>",
      "the customer that a key with the role customer stands for",
      fitting(customer, "an e-mail address"),
    )
    .option("--json", "machine-readable output")
    .action(
      async (options: {
        name: string;
        role: Role;
        tenant: string;
        customer?: string;
        json?: boolean;
      }) => {
        const { tenant, json, ...key } = options;
        if (!/^[a-z0-9][a-z0-9-]{0,31}$/.test(tenant)) {
          throw new Unusable(
            "tenant-invalid",
            `the tenant is ${tenant}; use 1 to 32 of a-z, 0-9 and -`,
          );
        }
        const made = await withKeys((store) => store.create({ tenant, ...key }));
        print(json, { id: made.id, key: made.secret }, `${made.id}\n${made.secret}\n`);
      },
    );
  keys
    .command("ls")
    .description("list the keys, without their secrets")
    .option("--json", "machine-readable output")
    .action(async (options: { json?: boolean }) => {
      const all = await withKeys((store) => store.list());
      const lines = all.map((key) =>
        [
          key.id,
          key.tenant,
          key.role,
          key.customer ?? "-",
          key.revokedAt === null ? "active" : "revoked",
          key.name,
        ].join("  "),
      );
      print(options.json, all, lines.length === 0 ? "none\n" : `${lines.join("\n")}\n`);
    });
  keys
    .command("revoke <id>")
    .description("end a key; servers refuse it within a second")
    .option("--json", "machine-readable output")
    .action(async (id: string, options: { json?: boolean }) => {
      const revoked = await withKeys((store) => store.revoke(id));
      if (!revoked)
        throw new Terminal(
          "not-found",
          `there is no active key ${id}; \`waybill keys ls\` lists them`,
          { status: 404 },
        );
      print(options.json, { id, revoked }, `${id} is revoked\n`);
    });
  return keys;
}

async function withKeys<T>(use: (keys: ApiKeys) => Promise<T>): Promise<T> {
  const config = readConfig(process.env);
  requireInstallation(config);
  const server = await attachServer({ ...config, log: pino({ level: "silent" }) });
  try {
    const migrations = readMigrations(
      new URL("../../platform-migrations/", import.meta.url),
      "platform",
    );
    const [platform] = await provision(server, [{ name: "platform", migrations }]);
    if (platform === undefined) throw new Error("the platform's database was not made");
    const database = new ViewsDatabase({
      config: { connectionString: platform.url },
      name: "waybill keys",
    });
    try {
      return await use(new ApiKeys(database, systemIds(systemClock)));
    } finally {
      await database.close();
    }
  } finally {
    await server.stop();
  }
}

/** Text as the API takes it, too. */
function fitting(schema: TSchema, wanted: string): (text: string) => string {
  return (text) => {
    if (Compile(schema).Check(text)) return text;
    throw new InvalidArgumentError(wanted);
  };
}

function print(json: boolean | undefined, value: unknown, text: string): void {
  process.stdout.write(json === true ? `${JSON.stringify(value)}\n` : text);
}
