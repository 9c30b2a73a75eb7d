import { pbkdf2Sync, randomBytes, randomUUID } from "node:crypto";
import {
  AclOperations,
  AclPermissionTypes,
  Admin,
  alterUserScramCredentialsV0,
  ResourcePatternTypes,
  ResourceTypes,
  type Acl,
} from "@platformatic/kafka";
import type { KafkaConnection } from "../cluster/connection.ts";
import { brokers, connection } from "./cluster-for-tests.ts";

type Operation = keyof typeof AclOperations;

export interface Resource {
  readonly kind: "TOPIC" | "GROUP" | "CLUSTER";
  readonly name: string;
}

/** Whoever may create topics there may create any. Other users lose it while somebody was given something there. */
export const cluster: Resource = { kind: "CLUSTER", name: "kafka-cluster" };

const sha512 = 2;
const iterations = 4096;

/**
 * A user of the local brokers' secure ports, gone with the test. With a resource it may do everything, and from the first
 * right on that it is given there, nothing else.
 */
export class KafkaUser implements AsyncDisposable {
  readonly name = `test-${randomUUID()}`;
  readonly password = randomUUID();
  readonly #admin = new Admin({ clientId: "tests", bootstrapBrokers: [...connection.brokers] });
  #isKnown = false;
  readonly #rights: Acl[] = [];

  get connection(): KafkaConnection {
    const { addresses, ca } = brokers.secureKafka;
    const sasl = {
      mechanism: "SCRAM-SHA-512",
      username: this.name,
      password: this.password,
    } as const;
    return { brokers: addresses, clientId: "waybill-tests", tls: { ca }, sasl };
  }

  /** Nobody is let in under its name before. */
  async create(): Promise<void> {
    const salt = randomBytes(24);
    const saltedPassword = pbkdf2Sync(this.password, salt, iterations, 64, "sha512");
    const credentials = { name: this.name, mechanism: sha512, iterations, salt, saltedPassword };
    await this.#alter([], [credentials]);
    this.#isKnown = true;
  }

  async may(operations: readonly Operation[], resource: Resource): Promise<void> {
    const creations = operations.map((operation) => this.#right(operation, resource));
    await this.#admin.createAcls({ creations });
    this.#rights.push(...creations);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#rights.length > 0) await this.#admin.deleteAcls({ filters: this.#rights });
    if (this.#isKnown) await this.#alter([{ name: this.name, mechanism: sha512 }], []);
    await this.#admin.close();
  }

  #right(operation: Operation, { kind, name }: Resource): Acl {
    return {
      resourceType: ResourceTypes[kind],
      resourceName: name,
      resourcePatternType: ResourcePatternTypes.LITERAL,
      principal: `User:${this.name}`,
      host: "*",
      operation: AclOperations[operation],
      permissionType: AclPermissionTypes.ALLOW,
    };
  }

  async #alter(
    ...[gone, made]: Parameters<typeof alterUserScramCredentialsV0.createRequest>
  ): Promise<void> {
    const { brokers: nodes } = await this.#admin.metadata({ topics: [] });
    const [node = -1] = nodes.keys();
    const to = (await this.#admin.connectToBrokers([node])).get(node);
    if (to === undefined) throw new Error(`broker ${node} is not known`);
    await alterUserScramCredentialsV0.api.async(to, gone, made);
  }
}
