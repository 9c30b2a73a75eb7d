import { execFile, execFileSync } from "node:child_process";
import { existsSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { javaTool } from "./kafka-jars.ts";
import { host } from "./layout.ts";

const run = promisify(execFile);

/** Who may sign in at the secure ports. Known to everybody: these brokers are for tests on this machine. */
export const secureUser = { username: "waybill", password: "waybill-on-loopback" } as const;

/** The certificate that all brokers show, which is its own authority. */
export function certificateFile(directory: string): string {
  return join(directory, "brokers.pem");
}

/** Makes the brokers' key and certificate, once. */
export async function makeCertificate(directory: string): Promise<void> {
  if (existsSync(certificateFile(directory))) return;
  const store = keyStore(directory);
  const unfinished = `${store}.unfinished`;
  const common = ["-alias", "brokers", "-keystore", unfinished, "-storepass", secureUser.password];
  const keytool = javaTool("keytool");
  if (!existsSync(store)) {
    const kind = ["-keyalg", "EC", "-storetype", "PKCS12", "-validity", "3650"];
    const names = ["-dname", "CN=localhost", "-ext", `san=ip:${host},dns:localhost`];
    await run(keytool, ["-genkeypair", ...common, ...kind, ...names]);
    renameSync(unfinished, store);
  }
  const exported = ["-exportcert", "-rfc", ...common.with(3, store)];
  writeFileSync(certificateFile(directory), execFileSync(keytool, exported));
}

/** TLS, and a user with a password by PLAIN or SCRAM. */
export function secureListenerSettings(directory: string): Readonly<Record<string, string>> {
  const { username, password } = secureUser;
  const module = "org.apache.kafka.common.security";
  return {
    "listener.name.secure.sasl.enabled.mechanisms": "PLAIN,SCRAM-SHA-512",
    "listener.name.secure.plain.sasl.jaas.config": `${module}.plain.PlainLoginModule required user_${username}="${password}";`,
    "listener.name.secure.scram-sha-512.sasl.jaas.config": `${module}.scram.ScramLoginModule required;`,
    "listener.name.secure.ssl.keystore.type": "PKCS12",
    "listener.name.secure.ssl.keystore.location": keyStore(directory),
    "listener.name.secure.ssl.keystore.password": password,
    // Rights can be taken away by ACLs. Without one everything is allowed; at the open ports, always.
    "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
    "allow.everyone.if.no.acl.found": "true",
    "super.users": "User:ANONYMOUS",
  };
}

function keyStore(directory: string): string {
  return join(directory, "brokers.p12");
}
