/** For tests of other packages: one PostgreSQL a test file, and a database of its own for each test. */
export { testDatabase, testServer } from "./server/test-server.ts";
export { TwoDatabases, type Side } from "./testing/two-databases.ts";
export { emptyDirectory } from "./server/testing/empty-directory.ts";
