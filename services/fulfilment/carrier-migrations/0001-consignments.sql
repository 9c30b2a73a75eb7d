-- The simulated carrier's own ledger; nothing of Waybill's is in here, and nothing of it in Waybill's.

-- One row an order, also for a cancellation that came first. Written once and, unless it is
-- cancelled, never again: how far parcels are follows from the positions below and the times here.
CREATE TABLE consignments (
  order_id text COLLATE "C" PRIMARY KEY,
  -- Order of acceptance, without regard to gaps. Given out under the lock on carrier_progress, so
  -- it is also the order of commits.
  seq bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  idempotency_key text NOT NULL,
  reference text NOT NULL,
  status text NOT NULL DEFAULT 'accepted' CHECK (status IN ('accepted', 'cancelled', 'returned')),
  -- [{shipmentId, location, trackingNumber, lines: [{sku, quantity}]}]
  parcels jsonb NOT NULL,
  -- Milliseconds since 1970.
  accepted_at bigint NOT NULL,
  dispatch_at bigint NOT NULL,
  deliver_at bigint NOT NULL,
  ended_at bigint
);

-- How far the parcels have moved and the shop has acknowledged it, as positions in seq.
CREATE TABLE carrier_progress (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  dispatched_to bigint NOT NULL DEFAULT 0,
  dispatch_notified bigint NOT NULL DEFAULT 0,
  delivery_notified bigint NOT NULL DEFAULT 0,
  -- Which process sends the updates, and until when.
  sender text NOT NULL DEFAULT '',
  sender_until bigint NOT NULL DEFAULT 0
);

INSERT INTO carrier_progress DEFAULT VALUES;
