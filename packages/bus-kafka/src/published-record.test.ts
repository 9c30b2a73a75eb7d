import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Recorded } from "@waybill/kit";
import { metaOf } from "@waybill/kit/testing";
import { publishedIn, recordOf } from "./published-record.ts";

const event: Recorded = {
  source: "alpha",
  position: 17,
  partition: 2,
  stream: "post-a",
  version: 3,
  type: "Posted",
  schemaVersion: 1,
  data: { key: "a", n: 3 },
  meta: metaOf("a"),
  time: 1_700_000_000_000,
  touches: [],
};

describe("an event as a record", () => {
  it("comes back as it was, with the position of the one before it", () => {
    const record = recordOf({ event, previous: 12 });
    assert.equal(record.key?.toString(), "a");
    assert.deepEqual(publishedIn(record, 2), { event, previous: 12 });
    assert.equal(publishedIn(recordOf({ event, previous: 0 }), 2)?.previous, 0);
  });

  it("is none when no relay has written it, though it has the form of one", () => {
    const { value } = recordOf({ event, previous: 12 });
    for (const previous of [undefined, "", "-1", "1e3", "x"]) {
      const headers = new Map(
        previous === undefined ? [] : [["waybill-previous", Buffer.from(previous)] as const],
      );
      assert.equal(publishedIn({ headers, value }, 2), undefined);
    }
    const headers = new Map([["waybill-previous", Buffer.from("12")]]);
    assert.equal(publishedIn({ headers, value: Buffer.from("no JSON") }, 2), undefined);
    assert.equal(publishedIn({ headers, value: undefined }, 2), undefined);
  });
});
