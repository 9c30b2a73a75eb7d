import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { eventually } from "@waybill/kit/testing";
import { assertProblem } from "../problem.ts";
import type { Shop } from "../shop.ts";

/** Browsers that sign in with a key and have a cookie from then on. */
export function sessions(shop: Shop): void {
  const { waybill } = shop;
  const send = (method: string, path: string, more: RequestInit = {}) =>
    fetch(new URL(path, waybill.url), { method, ...more });
  const signIn = (apiKey: string) =>
    send("POST", "/v1/session", {
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ apiKey }),
    });
  const opened = async () => {
    const answer = await signIn(waybill.apiKey);
    const set = answer.headers.get("set-cookie") ?? "";
    const body = (await answer.json()) as { csrfToken: string; role: string };
    return { status: answer.status, set, cookie: set.split(";")[0] ?? "", ...body };
  };

  describe("a session", () => {
    test("is opened with a key, by a cookie that scripts and other sites do not get", async () => {
      const { status, set, role } = await opened();
      assert.deepEqual([status, role], [201, "admin"]);
      assert.match(
        set,
        /^waybill_session=[\w.-]+; HttpOnly; SameSite=Strict; Path=\/; Max-Age=\d+$/,
      );
    });

    test("reads without a key", async () => {
      const { cookie, csrfToken } = await opened();
      const answer = await send("GET", "/v1/session", { headers: { cookie } });
      assert.equal(answer.status, 200);
      assert.partialDeepStrictEqual(await answer.json(), { role: "admin", csrfToken });
      const orders = await send("GET", "/v1/orders", { headers: { cookie } });
      assert.equal(orders.status, 200);
    });

    test("changes something only with its CSRF token", async () => {
      const { cookie, csrfToken } = await opened();
      const remove = (headers: Record<string, string>) =>
        send("DELETE", "/v1/webhooks/whk_00000000000000000000000000", {
          headers: { cookie, ...headers },
        });
      for (const token of ["", "guessed"]) {
        const refused = await remove({ "x-csrf-token": token });
        assert.equal(refused.status, 403);
        assert.equal(((await refused.json()) as { code: string }).code, "csrf-token-missing");
      }
      const allowed = await remove({ "x-csrf-token": csrfToken });
      assert.equal(allowed.status, 404);
    });

    test("is not opened with a customer's key, nor with one that nobody has", async () => {
      const { key } = await shop.key("customer", "ana@example.com");
      assert.equal((await signIn(key)).status, 403);
      assert.equal((await signIn("wb_unknown")).status, 401);
    });

    test("is none when its cookie was made up, and the key in the header wins over it", async () => {
      const cookie = "waybill_session=bWFkZQ.dXA";
      assert.equal((await send("GET", "/v1/orders", { headers: { cookie } })).status, 401);
      const headers = { cookie, authorization: `Bearer ${waybill.apiKey}` };
      assert.equal((await send("GET", "/v1/orders", { headers })).status, 200);
    });

    test("leaves who changed what, and why, in the audit trail", async () => {
      const { cookie, csrfToken } = await opened();
      const path = `/v1/webhooks/whk_${"1".repeat(26)}`;
      const remove = (headers: Record<string, string>) =>
        send("DELETE", path, { headers: { cookie, "x-csrf-token": csrfToken, ...headers } });
      assert.equal((await remove({ "x-reason": encodeURIComponent("só para ver") })).status, 404);
      assert.equal((await remove({})).status, 404);
      assert.equal((await remove({ "x-reason": "100 % sure" })).status, 404);
      assert.equal((await waybill.call("DELETE", path)).status, 404);
      // How a call ended is written down after its answer.
      const items = await eventually("all of them to have ended", async () => {
        const { body } = await waybill.call("GET", `/v1/ops/audit?path=${path}`);
        const found = (body as { items: { reason: string | null; status: number | null }[] }).items;
        return found.every(({ status }) => status !== null) && found;
      });
      assert.deepEqual(
        items.map(({ reason, status }) => [reason, status]),
        [
          ["100 % sure", 404],
          [null, 404],
          ["só para ver", 404],
        ],
      );
      assert.partialDeepStrictEqual(items[0], {
        actor: "development",
        operation: "removeWebhook",
        path,
      });
      const { key } = await shop.key("admin", undefined, "rival");
      const foreign = await waybill.call("GET", `/v1/ops/audit?path=${path}`, { key });
      assert.deepEqual((foreign.body as { items: unknown[] }).items, []);
    });

    test("can be ended", async () => {
      const { cookie, csrfToken } = await opened();
      const headers = { cookie, "x-csrf-token": csrfToken };
      const ended = await send("DELETE", "/v1/session", { headers });
      assert.equal(ended.status, 204);
      assert.match(ended.headers.get("set-cookie") ?? "", /Max-Age=0/);
    });
  });

  test("an id of a key is no key", async () => {
    const { cookie } = await opened();
    await send("GET", "/v1/session", { headers: { cookie } });
    const claims = JSON.parse(
      Buffer.from(cookie.split("=")[1]?.split(".")[0] ?? "", "base64url").toString(),
    ) as { key: string };
    assertProblem(await waybill.call("GET", "/v1/orders", { key: claims.key }), "401 unauthorized");
  });
}
