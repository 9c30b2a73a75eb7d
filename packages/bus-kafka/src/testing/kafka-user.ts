import { randomUUID } from "node:crypto";
import {
  AclOperations,
  AclPermissionTypes,
  Admin,
  ResourcePatternTypes,
  ResourceTypes,
  type Acl,
} from "@platformatic/kafka";
import { putScramUser, removeScramUser } from "@waybill/brokers";
import type { KafkaConnection } from "../cluster/connection.ts";
import { brokers, connection } from "./cluster-for-tests.ts";

type Operation = keyof typeof AclOperations;

export interface Resource {
  readonly kind: "TOPIC" | "GROUP" | "CLUSTER";
  readonly name: string;
}

/** Whoever may create topics there may create any. Other users lose it while somebody was given something there. */
export const cluster: Resource = { kind: "CLUSTER", name: "kafka-cluster" };

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
    await putScramUser(this.#admin, { username: this.name, password: this.password });
    this.#isKnown = true;
  }

  async may(operations: readonly Operation[], resource: Resource): Promise<void> {
    const creations = operations.map((operation) => this.#right(operation, resource));
    await this.#admin.createAcls({ creations });
    this.#rights.push(...creations);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#rights.length > 0) await this.#admin.deleteAcls({ filters: this.#rights });
    if (this.#isKnown) await removeScramUser(this.#admin, this.name);
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
}
