import { createHmac, randomBytes } from "node:crypto";
import { closeSync, fsyncSync, linkSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { WaybillError } from "@waybill/kit";
import { syncDirectory } from "./durable-file.ts";

/** Gives the password of any role; nothing in it prints or serialises a secret. */
export interface Secrets {
  passwordOf(role: string): string;
}

/**
 * Reads `<dataDir>/secrets.json`, and makes it (mode 0600) when there is none.
 *
 * The file keeps one random key of 256 bits; each role's password is an HMAC of its name. So it is
 * written once, and two processes that provision at the same time cannot overwrite each other.
 *
 * @throws WaybillError `secrets-unreadable` when the file is there and is not ours.
 */
export function loadSecrets(dataDir: string): Secrets {
  const path = join(dataDir, "secrets.json");
  return passwords(Buffer.from(readKey(path) ?? writeKey(dataDir, path), "base64url"));
}

/** From a text that all processes of an installation are given, instead of a file that they share. */
export function secretsFrom(secret: string): Secrets {
  return passwords(Buffer.from(secret));
}

function passwords(key: Buffer): Secrets {
  return {
    passwordOf: (role) => createHmac("sha256", key).update(role).digest("base64url"),
  };
}

function readKey(path: string): string | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw unreadable(path, error);
  }
  try {
    const { key } = JSON.parse(text) as { readonly key?: unknown };
    if (typeof key === "string" && key.length > 0) return key;
  } catch (error) {
    throw unreadable(path, error);
  }
  throw unreadable(path, undefined);
}

/**
 * Written aside and linked into place: a crash or a power cut leaves the whole file or none, and of
 * two processes that make it at once both end up with the same one.
 */
function writeKey(dataDir: string, path: string): string {
  const key = randomBytes(32).toString("base64url");
  const aside = `${path}.${process.pid}`;
  const file = openSync(aside, "w", 0o600);
  writeSync(file, `${JSON.stringify({ key })}\n`);
  fsyncSync(file);
  closeSync(file);
  try {
    linkSync(aside, path);
    syncDirectory(dataDir);
    return key;
  } catch (error) {
    const theirs = readKey(path);
    if (theirs === undefined) throw unreadable(path, error);
    return theirs;
  } finally {
    rmSync(aside, { force: true });
  }
}

function unreadable(path: string, cause: unknown): WaybillError {
  return new WaybillError(
    "secrets-unreadable",
    `${path} cannot be read or has no key; restore it from a backup: the database's passwords come from it`,
    { cause },
  );
}
