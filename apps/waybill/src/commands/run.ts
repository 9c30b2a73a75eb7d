import { Argument, Command } from "commander";
import { readConfig } from "../config.ts";
import { gateway, runProcess } from "../split/run-process.ts";
import { serviceNames } from "../system/service-names.ts";

/** `waybill run <service>`: one service alone, or the gateway before all of them. */
export function runCommand(): Command {
  return new Command("run")
    .description("run one service alone, as a container would, or the gateway before them")
    .addArgument(
      new Argument("<service>", "what this process is").choices([...serviceNames, gateway]),
    )
    .addHelpText(
      "after",
      `
Settings (environment): those of \`waybill up\`, and
WAYBILL_GATEWAY   for orders, payments and fulfilment: the address of the gateway
WAYBILL_SERVICES  for the gateway: orders=http://host:port,http://…;catalog=http://… and so on
WAYBILL_PROCESS   the name of this process in logs (the service and its process id)
The databases are those of DATABASE_URL, or of the Waybill that runs on WAYBILL_DATA. The secrets of
an installation are in WAYBILL_DATA: all of its processes need the same one.
The log goes to stderr as JSON. While the database cannot be reached it goes on trying.`,
    )
    .action(async (service: string) => {
      await runProcess(service, readConfig(process.env));
    });
}
