/** For tests of the whole: what settings there are, and how containers get theirs. */
export { readConfig } from "./config.ts";
export { serviceNames } from "./system/service-names.ts";
export { environmentOf, readCompose, waybillServices } from "./testing/compose-file.ts";
