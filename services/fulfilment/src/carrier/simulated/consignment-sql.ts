/**
 * Every statement that gives out a `seq`, cancels, or moves `dispatched_to` first locks the one row
 * of carrier_progress. So `seq` is also the order of commits, and whether a parcel had left when it
 * was cancelled has one answer.
 */

/** $1 order ids, $2 keys, $3 references, $4 parcels as JSON, $5 now, $6 dispatch at, $7 deliver at. An order that is there already is left as it is and returned. */
export const acceptSql = `
WITH turn AS MATERIALIZED (SELECT 1 FROM carrier_progress FOR UPDATE)
INSERT INTO consignments (order_id, idempotency_key, reference, parcels, accepted_at, dispatch_at, deliver_at)
SELECT given.order_id, given.key, given.reference, given.parcels::jsonb, $5::bigint, $6::bigint, $7::bigint
FROM turn CROSS JOIN unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS given(order_id, key, reference, parcels)
ON CONFLICT (order_id) DO UPDATE SET order_id = excluded.order_id
RETURNING order_id, status, parcels`;

/** $1 order ids, $2 keys, $3 now. An order that is not there gets a row that refuses it from now on. */
export const cancelSql = `
WITH turn AS MATERIALIZED (SELECT dispatched_to FROM carrier_progress FOR UPDATE)
INSERT INTO consignments AS known
  (order_id, idempotency_key, reference, parcels, status, accepted_at, dispatch_at, deliver_at, ended_at)
SELECT given.order_id, given.key, '', '[]', 'cancelled', $3::bigint, $3::bigint, $3::bigint, $3::bigint
FROM turn CROSS JOIN unnest($1::text[], $2::text[]) AS given(order_id, key)
ON CONFLICT (order_id) DO UPDATE SET
  status = CASE
    WHEN known.status <> 'accepted' THEN known.status
    WHEN known.seq <= (SELECT dispatched_to FROM turn) THEN 'returned'
    ELSE 'cancelled'
  END,
  ended_at = coalesce(known.ended_at, excluded.ended_at)
RETURNING order_id, status, parcels`;

/** $1 now, $2 most at once: all parcels that are due leave, in the order in which they were taken. */
export const dispatchSql = `
WITH turn AS MATERIALIZED (SELECT dispatched_to FROM carrier_progress FOR UPDATE),
next AS (
  SELECT consignments.seq, bool_and(dispatch_at <= $1::bigint) OVER (ORDER BY consignments.seq) AS due
  FROM consignments
  WHERE consignments.seq > (SELECT dispatched_to FROM turn)
  ORDER BY consignments.seq LIMIT $2::int
),
reached AS (SELECT max(seq) AS seq FROM next WHERE due)
UPDATE carrier_progress SET dispatched_to = reached.seq FROM reached WHERE reached.seq IS NOT NULL
RETURNING dispatched_to`;

/** What there is to do, in one read: the positions and when the next parcel of each is due. */
export const progressSql = `
SELECT dispatched_to, dispatch_notified, delivery_notified, sender, sender_until,
  (SELECT dispatch_at FROM consignments WHERE seq > dispatched_to ORDER BY seq LIMIT 1) AS next_dispatch_at,
  (SELECT deliver_at FROM consignments WHERE seq > delivery_notified ORDER BY seq LIMIT 1) AS next_deliver_at
FROM carrier_progress`;

const moved = `
SELECT seq, order_id, status, parcels, reference, dispatch_at, deliver_at
FROM consignments WHERE seq > $1::bigint AND seq <= $2::bigint`;

/**
 * $1 after, $2 up to, $3 most; of those delivered also $4 now: they end before the first that is not
 * due, or every round would read all parcels that are on their way, twenty times a second.
 */
export const movedSql = {
  dispatched: `${moved} ORDER BY seq LIMIT $3::int`,
  delivered: `${moved} AND seq < coalesce((
    SELECT seq FROM consignments
    WHERE seq > $1::bigint AND seq <= $2::bigint AND deliver_at > $4::bigint ORDER BY seq LIMIT 1
  ), $2::bigint + 1) ORDER BY seq LIMIT $3::int`,
} as const;

export const acknowledgeSql = {
  dispatched: `UPDATE carrier_progress SET dispatch_notified = greatest(dispatch_notified, $1::bigint)`,
  delivered: `UPDATE carrier_progress SET delivery_notified = greatest(delivery_notified, $1::bigint)`,
} as const;

/** $1 this process, $2 until, $3 now: one process at a time sends the updates. */
export const takeTurnSql = `
UPDATE carrier_progress SET sender = $1, sender_until = $2::bigint
WHERE sender = $1 OR sender_until < $3::bigint
RETURNING sender_until`;

/** $1 this process */
export const giveTurnSql = `UPDATE carrier_progress SET sender_until = 0 WHERE sender = $1`;

/** $1 after order id, $2 most, $3 now */
export const ledgerSql = `
SELECT order_id, idempotency_key, parcels, accepted_at,
  CASE
    WHEN status <> 'accepted' THEN status
    WHEN seq <= dispatched_to AND deliver_at <= $3::bigint THEN 'delivered'
    WHEN seq <= dispatched_to THEN 'dispatched'
    ELSE 'created'
  END AS status
FROM consignments CROSS JOIN carrier_progress
WHERE order_id > $1 ORDER BY order_id LIMIT $2::int`;
