/** What a thread does that runs worlds. */
export { runWorld } from "./worlds.ts";

// Errors are part of the game here, and their stacks are a tenth of its time.
Error.stackTraceLimit = 0;
