import { connect } from "node:net";
import { workerData } from "node:worker_threads";

/** A worker that opens connections all at once, and counts those that stand. */
export interface ManyConnections {
  readonly port: number;
  readonly connections: number;
  readonly standing: Int32Array;
}

const { port, connections, standing } = workerData as ManyConnections;

for (let opened = 0; opened < connections; opened += 1) {
  const socket = connect(port, "127.0.0.1", () => {
    Atomics.add(standing, 0, 1);
    Atomics.notify(standing, 0);
  });
  socket.on("error", () => undefined);
}
