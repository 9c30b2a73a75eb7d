import { InvalidArgumentError } from "commander";
import { parseRetention, retentionForm } from "./retention.ts";

/** Reads the option `--retention`, to milliseconds. */
export function retentionOption(text: string): number {
  const ms = parseRetention(text);
  if (ms !== undefined) return ms;
  throw new InvalidArgumentError(retentionForm);
}

export type ConfigOption = Readonly<Record<string, string | null>>;

/** Reads `--config name=value`, which may come several times; `name=` takes a setting back. */
export function configOption(text: string, before: ConfigOption | undefined): ConfigOption {
  const [, name = "", value = ""] = /^([a-z.]+)=(.*)$/.exec(text) ?? [];
  if (name === "") {
    throw new InvalidArgumentError("name=value, such as max.message.bytes=2000000");
  }
  return { ...before, [name]: value === "" ? null : value };
}
