import { after, test } from "node:test";
import { access } from "./api/access.ts";
import { documents } from "./api/documents.ts";
import { listsAndVersions } from "./api/lists-and-versions.ts";
import { manyOrders } from "./api/many-orders.ts";
import { operations } from "./api/operations.ts";
import { orderConventions } from "./api/order-conventions.ts";
import { refusedRequests } from "./api/refused-requests.ts";
import { repeatedRequests } from "./api/repeated-requests.ts";
import { resends } from "./api/resends.ts";
import { sessions } from "./api/sessions.ts";
import { openShop } from "./shop.ts";

// One server for all of them: its start costs more than most of the tests.
const shop = await openShop({ after });

refusedRequests(shop);
repeatedRequests(shop);
manyOrders(shop);
documents(shop);
orderConventions(shop);
listsAndVersions(shop);
access(shop);
sessions(shop);
operations(shop);
resends(shop);

test("nothing has changed since, and all invariants hold", () => shop.end());
