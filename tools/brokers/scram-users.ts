import { pbkdf2Sync, randomBytes } from "node:crypto";
import { type Admin, alterUserScramCredentialsV0 } from "@platformatic/kafka";

export interface ScramUser {
  readonly username: string;
  readonly password: string;
}

type Credentials = Parameters<typeof alterUserScramCredentialsV0.createRequest>;

const sha512 = 2;
const iterations = 4096;

/** Lets a user in at the secure ports by SCRAM-SHA-512. A moment passes until all brokers know. */
export async function putScramUser(admin: Admin, { username, password }: ScramUser): Promise<void> {
  const salt = randomBytes(24);
  const saltedPassword = pbkdf2Sync(password, salt, iterations, 64, "sha512");
  const made = { name: username, mechanism: sha512, iterations, salt, saltedPassword };
  await alter(admin, [], [made]);
}

export async function removeScramUser(admin: Admin, username: string): Promise<void> {
  await alter(admin, [{ name: username, mechanism: sha512 }], []);
}

async function alter(admin: Admin, ...[gone, made]: Credentials): Promise<void> {
  const { brokers } = await admin.metadata({ topics: [] });
  const [node = -1] = brokers.keys();
  const to = (await admin.connectToBrokers([node])).get(node);
  if (to === undefined) throw new Error(`broker ${node} is not known`);
  await alterUserScramCredentialsV0.api.async(to, gone, made);
}
