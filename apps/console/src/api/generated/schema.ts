export interface paths {
    "/v1/products/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A product
         * @description A customer's key finds active ones only.
         *
         *     Needs a key with the role customer or higher.
         */
        get: operations["getProduct"];
        /**
         * Replace a product
         * @description What is left out gets the value that a new product has.
         *
         *     Needs a key with the role operator or higher.
         */
        put: operations["replaceProduct"];
        post?: never;
        /**
         * Delete a product
         * @description Its SKU is free again. Orders that have it are not touched.
         *
         *     Needs a key with the role operator or higher.
         */
        delete: operations["deleteProduct"];
        options?: never;
        head?: never;
        /**
         * Change fields of a product
         * @description JSON Merge Patch: fields that are left out stay; null takes a description, the weight, all attributes, or one of them away.
         *
         *     Needs a key with the role operator or higher.
         */
        patch: operations["patchProduct"];
        trace?: never;
    };
    "/v1/products": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Products, oldest first
         * @description Shows how much is left of each; everything else about one is read by its id. A customer's key lists active ones only.
         *
         *     Needs a key with the role customer or higher.
         */
        get: operations["listProducts"];
        put?: never;
        /**
         * Create a product
         * @description Needs a key with the role operator or higher.
         */
        post: operations["createProduct"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stock/receipts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Receive a delivery
         * @description Needs a key with the role operator or higher.
         */
        post: operations["receiveStock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stock/adjustments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Correct stock by what was found or lost
         * @description Needs a key with the role operator or higher.
         */
        post: operations["adjustStock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stock/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set stock to what was counted on the shelf
         * @description `counted` includes units that orders have reserved: they lie on the shelf until they are shipped.
         *
         *     Needs a key with the role operator or higher.
         */
        post: operations["countStock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stock/{sku}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Stock of a SKU
         * @description Needs a key with the role operator or higher.
         */
        get: operations["getStock"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Stock of all SKUs, or of those that run low
         * @description Needs a key with the role operator or higher.
         */
        get: operations["listStock"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stock/{sku}/movements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The ledger of a SKU: what moved it, newest first, with the balance after each
         * @description A page of a seldom location may have few items or none and go on nevertheless.
         *
         *     Needs a key with the role operator or higher.
         */
        get: operations["listStockMovements"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stock/{sku}/reservations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Orders that hold units of a SKU, newest first
         * @description A page may have few items or none and go on nevertheless: it looks at 5,000 movements at most.
         *
         *     Needs a key with the role operator or higher.
         */
        get: operations["listStockReservations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/locations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Stock locations, in the order in which reservations take from them
         * @description Needs a key with the role operator or higher.
         */
        get: operations["listLocations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/locations/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Make or change a stock location
         * @description Needs a key with the role operator or higher.
         */
        put: operations["putLocation"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List orders, newest first
         * @description A customer's key lists the orders of its own e-mail address.
         *
         *     Needs a key with the role customer or higher.
         */
        get: operations["listOrders"];
        put?: never;
        /**
         * Place an order
         * @description Answers 202 as soon as the order is durable; its prices are fixed then. With `Prefer: wait=N` it answers when the order has ended (200), or after N seconds as it is then (202). Only operators may send `unitPrice`, `name`, `shipping` and `placedAt`.
         *
         *     Needs a key with the role customer or higher.
         */
        post: operations["placeOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/order-batches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Place up to 100 orders
         * @description Each order stands for itself: the answer says in the same order what became of each, an order (202) or a problem, whose pointers are into that order. Each has its own idempotency key, which is the same as that of a single `POST /v1/orders`. A body that is malformed anywhere is refused as a whole, and nothing is placed. After no answer, or a 5xx, send the same call again: what was placed is answered once more.
         *
         *     Needs a key with the role operator or higher.
         */
        post: operations["placeOrders"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an order
         * @description Needs a key with the role customer or higher.
         */
        get: operations["getOrder"];
        /**
         * Change the contact or the address of a pending order
         * @description What is left out stays. 409 `order-not-pending` once the order is confirmed.
         *
         *     Needs a key with the role customer or higher.
         */
        put: operations["changeOrder"];
        post?: never;
        /**
         * Ask for an order to be cancelled
         * @description Always possible. Before dispatch everything is undone, afterwards the goods come back and the money is returned; the order is `cancelled` when that is done. Asking again changes nothing.
         *
         *     Needs a key with the role customer or higher.
         */
        delete: operations["cancelOrder"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read what happened to an order, in every service
         * @description In order of time, with what caused each event. A customer's key is not told who had the order before. Nearly every order has all of its events in the first page.
         *
         *     Needs a key with the role customer or higher.
         */
        get: operations["getOrderHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow an order by server-sent events
         * @description The order's own events from its first, or from the one after `Last-Event-ID`, and then each as it happens. Ends when the order has ended; who comes back after that gets 204.
         *
         *     Needs a key with the role customer or higher.
         */
        get: operations["followOrder"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/processes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Checkout processes, newest order first
         * @description Needs a key with the role operator or higher.
         */
        get: operations["listProcesses"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/processes/{orderId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The checkout of an order: its steps, where it is, and a drawing
         * @description Needs a key with the role operator or higher.
         */
        get: operations["getProcess"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/processes/{orderId}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send the outstanding request once more
         * @description The request has the same idempotency key as before, so what it asks for is done once at most. The attempts are counted from 1 again.
         *
         *     Needs a key with the role operator or higher.
         */
        post: operations["retryProcess"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/processes/{orderId}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Call the order off and undo what has been done
         * @description Legal at any time, also after completion, when goods and money go back. Calling off what is being called off changes nothing.
         *
         *     Needs a key with the role operator or higher.
         */
        post: operations["cancelProcess"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ops/process-definitions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The steps of each kind of process, and how many are under way
         * @description Needs a key with the role operator or higher.
         */
        get: operations["listProcessDefinitions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payments/{orderId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The payment of an order, with its refunds
         * @description Needs a key with the role operator or higher.
         */
        get: operations["getPayment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payments/{orderId}/refunds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Refund part or all of what was captured
         * @description Durable when answered, and then carried out at the provider; the refund is `pending` until then. The order stays as it is: to undo it, cancel it.
         *
         *     Needs a key with the role operator or higher.
         */
        post: operations["refundPayment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/provider": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Events of the payment provider
         * @description Signed the Standard Webhooks way: `webhook-id`, `webhook-timestamp`, `webhook-signature`. The body is `{"events": […]}` with at most 500 events.
         */
        post: operations["receiveProviderWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shipments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One shipment
         * @description Needs a key with the role operator or higher.
         */
        get: operations["getShipment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/carrier": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tracking updates of the carrier
         * @description Signed the Standard Webhooks way instead of an API key. At most 500 updates in a call.
         */
        post: operations["receiveTrackingUpdates"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/notifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Notifications, those of the newest orders first
         * @description Needs a key with the role operator or higher.
         */
        get: operations["listNotifications"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/notifications/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One notification, with its mail
         * @description Needs a key with the role operator or higher.
         */
        get: operations["getNotification"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/notifications/{id}/html": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The HTML part of a notification's mail, in a sandbox
         * @description Needs a key with the role operator or higher.
         */
        get: operations["getNotificationHtml"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/notifications/{id}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a notification once more
         * @description A further delivery of the same notification, under a Message-ID of its own, to the order's contact as it is now; also of one that was refused. Durable when answered, and then sent; the delivery is `pending` until then. One at a time: 409 `resend-under-way`.
         *
         *     Needs a key with the role operator or higher.
         */
        post: operations["resendNotification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Registered endpoints
         * @description Needs a key with the role admin or higher.
         */
        get: operations["listWebhooks"];
        put?: never;
        /**
         * Register an endpoint for webhooks
         * @description Events from now on are posted to the URL, signed the Standard Webhooks way, at least once and in no particular order. A call that is not answered with 2xx within ten seconds is repeated with growing pauses.
         *
         *     Needs a key with the role admin or higher.
         */
        post: operations["registerWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One registered endpoint
         * @description Needs a key with the role admin or higher.
         */
        get: operations["getWebhook"];
        put?: never;
        post?: never;
        /**
         * Remove an endpoint; what waits for it is not sent
         * @description Needs a key with the role admin or higher.
         */
        delete: operations["removeWebhook"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was sent to an endpoint, newest first, with every attempt
         * @description Needs a key with the role admin or higher.
         */
        get: operations["listWebhookDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/deliveries/{deliveryId}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a delivery once more, with the same id and body
         * @description Safe to repeat: a delivery that is waiting already is only sent sooner.
         *
         *     Needs a key with the role admin or higher.
         */
        post: operations["replayWebhookDelivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who has signed in
         * @description Needs a key with the role operator or higher.
         */
        get: operations["getSession"];
        put?: never;
        /**
         * Open a session with a key
         * @description For browsers: the answer sets a cookie that scripts cannot read, and calls with it need no key. A customer's key opens none.
         */
        post: operations["signIn"];
        /**
         * End the session
         * @description Needs a key with the role operator or higher.
         */
        delete: operations["signOut"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ops/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The keys, newest first, without their secrets
         * @description Needs a key with the role admin or higher.
         */
        get: operations["listKeys"];
        put?: never;
        /**
         * Make a key; it is shown this once
         * @description Only its hash is stored, so a lost key is revoked and made anew.
         *
         *     Needs a key with the role admin or higher.
         */
        post: operations["createKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ops/keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End a key, within a second
         * @description Sessions that were opened with it end, too. Done twice, it is the same.
         *
         *     Needs a key with the role admin or higher.
         */
        delete: operations["revokeKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ops/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Changes made by people, newest first
         * @description Every change within a session, and every other with the header X-Reason, is written down before it is made.
         *
         *     Needs a key with the role operator or higher.
         */
        get: operations["listAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ops/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Orders, services, flows, and what needs a person
         * @description Counted by the server since it started, as events are committed; orders are those of the key's tenant.
         *
         *     Needs a key with the role operator or higher.
         */
        get: operations["getOverview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ops/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The same, once a second, as server-sent events named `overview`
         * @description Needs a key with the role operator or higher.
         */
        get: operations["followOverview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ops/sample-orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How the sample orders are coming along
         * @description Needs a key with the role operator or higher.
         */
        get: operations["getSampleOrders"];
        put?: never;
        /**
         * Order products of the catalogue as made-up customers do
         * @description The orders are real ones: they are carried out, and the stock that they need is received at the location `load` first. One run at a time; another one is answered 409. A server that stops ends it.
         *
         *     Needs a key with the role operator or higher.
         */
        post: operations["sendSampleOrders"];
        /**
         * Send no more sample orders
         * @description Those that were accepted go their way. Answered when none is being sent.
         *
         *     Needs a key with the role operator or higher.
         */
        delete: operations["stopSampleOrders"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dead-letters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Messages whose handling failed for good
         * @description Needs a key with the role operator or higher.
         */
        get: operations["listDeadLetters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dead-letters/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One dead letter
         * @description Needs a key with the role operator or higher.
         */
        get: operations["getDeadLetter"];
        put?: never;
        post?: never;
        /**
         * Give a dead letter up; messages behind it go on
         * @description Needs a key with the role operator or higher.
         */
        delete: operations["dropDeadLetter"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dead-letters/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try a dead letter again; pressing twice changes nothing more
         * @description Needs a key with the role operator or higher.
         */
        post: operations["replayDeadLetter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ops/dead-letters/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Dead letters by cause, the largest group first
         * @description Needs a key with the role operator or higher.
         */
        get: operations["listDeadLetterGroups"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ops/dead-letters/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One dead letter with its message
         * @description Needs a key with the role operator or higher.
         */
        get: operations["inspectDeadLetter"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ops/dead-letters/replays": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The latest replays of a week, and what became of them
         * @description Needs a key with the role operator or higher.
         */
        get: operations["listDeadLetterReplays"];
        put?: never;
        /**
         * Try dead letters again, at a limited rate
         * @description Those that are not dead any more are left alone, so that asking twice, or two people asking at once, replays each once.
         *
         *     Needs a key with the role operator or higher.
         */
        post: operations["replayDeadLetters"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ops/dead-letters/replays/dry-run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a replay would do, as things are now; changes nothing
         * @description Needs a key with the role operator or higher.
         */
        post: operations["dryRunReplay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ops/dead-letters/replays/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How far a replay is
         * @description Needs a key with the role operator or higher.
         */
        get: operations["getDeadLetterReplay"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ops/dead-letters/drops": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give dead letters up; messages behind them go on
         * @description Give the reason in X-Reason: it is all that is left of them.
         *
         *     Needs a key with the role operator or higher.
         */
        post: operations["dropDeadLetters"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ops/dead-letters/{id}/draft": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The data of a dead letter to edit, and the schema that it has to fit
         * @description Only its data can be edited. A message that asks the outside for something can be as long as nothing was asked; otherwise 409 `dead-letter-not-editable`.
         *
         *     Needs a key with the role operator or higher.
         */
        get: operations["draftDeadLetter"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ops/dead-letters/{id}/edits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try a dead letter again with other data
         * @description It is handled instead of the one in the log, in its place and under its id, and so once. The one in the log stays, and both are kept. Members that authorise something, and that the draft leaves out, stay as they are. Give the reason in X-Reason.
         *
         *     Needs a key with the role operator or higher.
         */
        post: operations["editDeadLetter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ops/dead-letters/edits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Messages of a key that were edited, oldest first: who, why, and what they said before
         * @description Needs a key with the role operator or higher.
         */
        get: operations["listDeadLetterEdits"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ops/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Events of all services by time, with filters
         * @description A key is found in its streams, whatever the length of the log. Other filters are looked for along the logs, 20,000 places a page.
         *
         *     Needs a key with the role operator or higher.
         */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ops/events/{service}/{position}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One event, with what it says and what caused it
         * @description Needs a key with the role operator or higher.
         */
        get: operations["getEvent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ops/topics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Topics of the events, with their services and types
         * @description Needs a key with the role operator or higher.
         */
        get: operations["listTopics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ops/consumers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Consumers with their positions, lag and members
         * @description Needs a key with the role operator or higher.
         */
        get: operations["listConsumers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ops/consumers/{consumer}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One consumer, with its lag over the last hour
         * @description Needs a key with the role operator or higher.
         */
        get: operations["getConsumer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ops/consumers/{consumer}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have a consumer take nothing until it is resumed
         * @description For all tenants and in all processes, within two seconds and over restarts; what is under way is finished. Give the reason in X-Reason. One that is paused stays as it is.
         *
         *     Needs a key with the role operator or higher.
         */
        post: operations["pauseConsumer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ops/consumers/{consumer}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have a paused consumer go on
         * @description Needs a key with the role operator or higher.
         */
        post: operations["resumeConsumer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ops/views": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The views of all services, each with its latest rebuild
         * @description Needs a key with the role admin or higher.
         */
        get: operations["listViews"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ops/views/{service}/{view}/rebuilds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The latest rebuilds of a view by this process, newest first
         * @description Needs a key with the role admin or higher.
         */
        get: operations["listViewRebuilds"];
        put?: never;
        /**
         * Make a view anew from the log, compare, and put right what differs
         * @description While the service goes on. A dry run compares only. One at a time for a view; another one is answered 409. A server that stops ends it, and the view stays as it is then.
         *
         *     Needs a key with the role admin or higher.
         */
        post: operations["rebuildView"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ops/views/{service}/{view}/rebuilds/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How far a rebuild is, and what came of it
         * @description Needs a key with the role admin or higher.
         */
        get: operations["getViewRebuild"];
        put?: never;
        post?: never;
        /**
         * Cancel a rebuild
         * @description Rows that were put right already stay so; of up to 5,000 that differ, all are or none. One that has ended is left as it is.
         *
         *     Needs a key with the role admin or higher.
         */
        delete: operations["cancelViewRebuild"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ops/verifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The latest 200 checks of the invariants, newest first
         * @description Needs a key with the role operator or higher.
         */
        get: operations["listVerifications"];
        put?: never;
        /**
         * Check all invariants, from the logs
         * @description Runs beside the server, behind everything else, over all tenants, for 30 minutes at most. One at a time: while one is under way, that one is the answer.
         *
         *     Needs a key with the role admin or higher.
         */
        post: operations["startVerification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ops/verifications/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How far a check of the invariants is, or what it found
         * @description Needs a key with the role operator or higher.
         */
        get: operations["getVerification"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ops/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Recent lines of the log, newest first
         * @description Held in memory: the last 5,000 lines, up to 4 MiB, since the process started. A line of more than 32 KiB is in the file only.
         *
         *     Needs a key with the role operator or higher.
         */
        get: operations["listLogs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ops/logs/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * New lines as they are written, as server-sent events named `log`
         * @description With Last-Event-ID it goes on after that line, as far as it is still held.
         *
         *     Needs a key with the role operator or higher.
         */
        get: operations["followLogs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ops/traces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Recent traces, newest first
         * @description Held in memory: the last 8,000 spans. So many traces a second are begun as WAYBILL_TRACES_PER_SECOND says; reads begin none.
         *
         *     Needs a key with the role operator or higher.
         */
        get: operations["listTraces"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ops/traces/{traceId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A trace with all its spans
         * @description Needs a key with the role operator or higher.
         */
        get: operations["getTrace"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** ApiKey */
        ApiKey: {
            id: string;
            name: string;
            /** @enum {unknown} */
            role: "customer" | "operator" | "admin";
            customer: string | null;
            /** Format: date-time */
            createdAt: string;
            revokedAt: string | null;
            lastUsedAt: string | null;
            /** @description It is the key of this call, or of its session. */
            own: boolean;
        };
        /** Attention */
        Attention: {
            /** @description `dead-letters`, `stuck-processes`, `stock-low`, `invariant-broken`, `service-degraded`, `consumer-paused`, or one of a guest service's own. */
            kind: string;
            service: string;
            count: number;
            /** @description What it is, to be read after the count. */
            message: string;
        };
        /** AuditEntry */
        AuditEntry: {
            id: string;
            /** Format: date-time */
            at: string;
            /** @description Name of the key that was signed in with. */
            actor: string;
            keyId: string;
            role: string;
            /** @description The operationId of the API. */
            operation: string;
            method: string;
            path: string;
            reason: string | null;
            /** @description Of the answer; null when the process ended before there was one. */
            status: number | null;
            correlationId: string;
        };
        /** ChangeOrder */
        ChangeOrder: {
            customer?: {
                /** Format: email */
                email: string;
                name: string;
            };
            shippingAddress?: {
                name: string;
                line1: string;
                line2?: string;
                city: string;
                region?: string;
                postalCode: string;
                /** @description ISO 3166-1 alpha-2 */
                country: string;
            };
        };
        /** Consumer */
        Consumer: {
            consumer: string;
            service: string;
            /**
             * @description What the service does with messages itself, its calls of the outside, or what publishes its log to a broker.
             * @enum {unknown}
             */
            kind: "reactions" | "activity" | "relay";
            /**
             * @description `paused`: by a person. `failing`: it rests for up to a minute at a time, because most of its messages fail.
             * @enum {unknown}
             */
            status: "running" | "paused" | "failing";
            /** @description Who and why are told to the tenant of who paused it. */
            pause: {
                /** Format: date-time */
                since: string;
                by: string | null;
                reason: string | null;
            } | null;
            /** @description Not handled yet; where much waits, with others that are none of its affair. */
            messages: number;
            /** @description Since the oldest of them was recorded. */
            seconds: number;
            parkedKeys: number;
            /** @description By its present members, since they started. */
            handled: number;
            /** @description Of these. */
            failed: number;
            sources: {
                /** @description A whole log, or a topic of a broker. */
                channel: string;
                /** @description Service whose events it carries. */
                source: string;
                /** @description Newest position of its log. */
                head: number;
                /** @description Not handled yet; where much waits, with others that are none of its affair. */
                messages: number;
                /** @description Since the oldest of them was recorded. */
                seconds: number;
                partitions: {
                    partition: number;
                    /** @description Up to there everything is handled, or parked. */
                    position: number;
                    /** @description Counts the leases. */
                    epoch: number;
                    owner: string | null;
                }[];
            }[];
            members: {
                owner: string;
                /** Format: date-time */
                joinedAt: string;
                /** Format: date-time */
                lastBeatAt: string;
                partitions: number[];
                handled: number;
                failed: number;
            }[];
        };
        /** ConsumerDetail */
        ConsumerDetail: {
            consumer: string;
            service: string;
            /**
             * @description What the service does with messages itself, its calls of the outside, or what publishes its log to a broker.
             * @enum {unknown}
             */
            kind: "reactions" | "activity" | "relay";
            /**
             * @description `paused`: by a person. `failing`: it rests for up to a minute at a time, because most of its messages fail.
             * @enum {unknown}
             */
            status: "running" | "paused" | "failing";
            /** @description Who and why are told to the tenant of who paused it. */
            pause: {
                /** Format: date-time */
                since: string;
                by: string | null;
                reason: string | null;
            } | null;
            /** @description Not handled yet; where much waits, with others that are none of its affair. */
            messages: number;
            /** @description Since the oldest of them was recorded. */
            seconds: number;
            parkedKeys: number;
            /** @description By its present members, since they started. */
            handled: number;
            /** @description Of these. */
            failed: number;
            sources: {
                /** @description A whole log, or a topic of a broker. */
                channel: string;
                /** @description Service whose events it carries. */
                source: string;
                /** @description Newest position of its log. */
                head: number;
                /** @description Not handled yet; where much waits, with others that are none of its affair. */
                messages: number;
                /** @description Since the oldest of them was recorded. */
                seconds: number;
                partitions: {
                    partition: number;
                    /** @description Up to there everything is handled, or parked. */
                    position: number;
                    /** @description Counts the leases. */
                    epoch: number;
                    owner: string | null;
                }[];
            }[];
            members: {
                owner: string;
                /** Format: date-time */
                joinedAt: string;
                /** Format: date-time */
                lastBeatAt: string;
                partitions: number[];
                handled: number;
                failed: number;
            }[];
            history: {
                /** @description Start of the first step, in milliseconds since 1970. */
                from: number;
                stepSeconds: number;
                messages: (number | null)[];
                seconds: (number | null)[];
            };
        };
        /** DeadLetter */
        DeadLetter: {
            /** @description Service and number: `payments.17` */
            id: string;
            service: string;
            consumer: string;
            key: string;
            /** @description dead, retry or queued */
            status: string;
            type: string;
            attempts: number;
            code: string;
            error: string;
            /** @description Messages of the same key that wait behind it */
            behind: number;
            /** Format: date-time */
            parkedAt: string;
            nextAttemptAt: string | null;
            correlationId: string;
            /** @description How often its message was edited */
            edits: number;
        };
        /** DeadLetterDetail */
        DeadLetterDetail: {
            /** @description Service and number: `payments.17` */
            id: string;
            service: string;
            consumer: string;
            key: string;
            /** @description dead, retry or queued */
            status: string;
            type: string;
            attempts: number;
            code: string;
            error: string;
            /** @description Messages of the same key that wait behind it */
            behind: number;
            /** Format: date-time */
            parkedAt: string;
            nextAttemptAt: string | null;
            correlationId: string;
            /** @description How often its message was edited */
            edits: number;
            /** @description Service whose log it is from. */
            source: string;
            /** @description Its place in that log. */
            position: number;
            stream: string;
            streamVersion: number;
            recordedAt: string | null;
            /** @description Id of the message that caused it. */
            causedBy: string;
            /** @description The first ten attempts and the last ten. */
            failures: components["schemas"]["DeadLetterFailure"][];
            /** @description What it says, without what authorises something. */
            data: unknown;
        };
        /** DeadLetterDraft */
        DeadLetterDraft: {
            /** @description What the message says, without what authorises something. */
            data: unknown;
            /** @description JSON Schema that the data has to fit. */
            schema: unknown;
            /** @description How often it was edited before; the ETag says the same. */
            edits: number;
        };
        /** DeadLetterDrop */
        DeadLetterDrop: {
            dropped: number;
        };
        /** DeadLetterEdit */
        DeadLetterEdit: {
            service: string;
            consumer: string;
            /** @description Service whose log the original stands in. */
            source: string;
            /** @description Its place in that log. */
            position: number;
            /** @description Of one message the highest counts. */
            edit: number;
            key: string;
            type: string;
            before: unknown;
            /** @description What is handled in its place. */
            data: unknown;
            /** @description Name of the key. */
            by: string;
            /** Format: date-time */
            at: string;
            reason: string;
        };
        /** DeadLetterEditAnswer */
        DeadLetterEditAnswer: {
            /** @description Of the replay, to ask how far it is. */
            id: string;
        };
        /** DeadLetterFailure */
        DeadLetterFailure: {
            /** Format: date-time */
            at: string;
            /** @description From 1; counted anew after a replay. */
            number: number;
            code: string;
            error: string;
            /** @description Where it was thrown, of an error that nobody expected. */
            stack: string[];
        };
        /** DeadLetterGroup */
        DeadLetterGroup: {
            service: string;
            consumer: string;
            /** @description Of the error */
            code: string;
            /** @description Of the message */
            type: string;
            letters: number;
            keys: number;
            /** @description Messages that wait behind them. */
            behind: number;
            /** Format: date-time */
            since: string;
            /** Format: date-time */
            newest: string;
            /** @description Totals of open orders among the keys, in minor units. */
            money: {
                amount: number;
                currency: string;
            }[];
            /** @description Of so many keys; fewer than `keys` when there are too many to ask for. */
            moneyOfKeys: number;
        };
        /** DeadLetterReplay */
        DeadLetterReplay: {
            /** @description To ask how far it is; null after a dry run, and when nothing was left to replay. */
            id: string | null;
            /** @description Dead letters that are, or would be, tried again. */
            letters: number;
            keys: number;
            /** @description Messages behind them, which follow. */
            behind: number;
            /** @description Of those chosen, already replayed and not tried yet. */
            waiting: number;
            /** @description From the first to the last. */
            seconds: number;
        };
        /** DeadLetterReplayProgress */
        DeadLetterReplayProgress: {
            id: string;
            /** Format: date-time */
            startedAt: string;
            letters: number;
            /** @description Not tried yet. */
            waiting: number;
            /** @description Failed, and tried again by themselves. */
            retrying: number;
            /** @description Failed for good again. */
            dead: number;
            /** @description Replayed once more, or dropped since. */
            taken: number;
            handled: number;
        };
        /** EventPage */
        EventPage: {
            items: components["schemas"]["LoggedEvent"][];
            /** @description A page ends after a bounded look, so it may have few items, or none, and others follow all the same. */
            nextCursor: string | null;
            /** @description With `order=oldest`: what has come since. Null on further pages of the newest. */
            newCursor: string | null;
            /** @description Places of the logs that were looked at for this page. */
            looked: number;
        };
        /** FieldError */
        FieldError: {
            /** @enum {unknown} */
            in: "body" | "query" | "path" | "header";
            pointer: string;
            code: string;
            message: string;
        };
        /** HistoryEntry */
        HistoryEntry: {
            /** @description Of the event; what `causedBy` of others refers to. */
            id: string;
            /** Format: date-time */
            time: string;
            service: string;
            type: string;
            /** @description Place in the stream that the event belongs to. */
            version: number;
            data: unknown;
            /** @description Id of the event that caused this one; the correlation id where a request did. */
            causedBy: string;
            correlationId: string;
        };
        /** Location */
        Location: {
            code: string;
            name: string;
            /** @description Reservations take from the lowest first. */
            priority: number;
        };
        /** LogLine */
        LogLine: {
            /** @description Unique over all processes. */
            id: string;
            /** @description Which process wrote it. */
            process: string;
            /** Format: date-time */
            at: string;
            /** @enum {unknown} */
            level: "trace" | "debug" | "info" | "warn" | "error" | "fatal";
            service: string;
            message: string;
            /** @description Of the request or import that it is part of. */
            correlationId: string | null;
            /** @description When its trace is recorded. */
            traceId: string | null;
            /** @description When it is about an order. */
            orderId: string | null;
            /** @description What else it says. */
            details: {
                [key: string]: unknown;
            };
        };
        /** LoggedEvent */
        LoggedEvent: {
            /** @description Unique over all services: stream and version. */
            id: string;
            service: string;
            /** @description Place in the service's log. */
            position: number;
            partition: number;
            /** @description Null for a type that no contract of this release names. */
            topic: string | null;
            type: string;
            /** @description With which it was written. */
            schemaVersion: number;
            key: string;
            stream: string;
            /** @description Place in its stream. */
            version: number;
            /** Format: date-time */
            recordedAt: string;
            correlationId: string;
            /** @description Id of what caused it. */
            causedBy: string;
        };
        /** LoggedEventDetail */
        LoggedEventDetail: {
            /** @description Unique over all services: stream and version. */
            id: string;
            service: string;
            /** @description Place in the service's log. */
            position: number;
            partition: number;
            /** @description Null for a type that no contract of this release names. */
            topic: string | null;
            type: string;
            /** @description With which it was written. */
            schemaVersion: number;
            key: string;
            stream: string;
            /** @description Place in its stream. */
            version: number;
            /** Format: date-time */
            recordedAt: string;
            correlationId: string;
            /** @description Id of what caused it. */
            causedBy: string;
            /** @description The event that caused it; null when it was a request, a timer or a call. */
            cause: {
                service: string;
                position: number;
                type: string;
            } | null;
            traceparent: string;
            /** @description Further streams that it moves. */
            touches: string[];
            /** @description What it says, without what authorises something. */
            data: unknown;
        };
        /** MadeApiKey */
        MadeApiKey: {
            id: string;
            name: string;
            /** @enum {unknown} */
            role: "customer" | "operator" | "admin";
            customer: string | null;
            /** Format: date-time */
            createdAt: string;
            revokedAt: string | null;
            lastUsedAt: string | null;
            /** @description It is the key of this call, or of its session. */
            own: boolean;
            /** @description The key itself, this once: `wb_…` */
            key: string;
        };
        /** NewApiKey */
        NewApiKey: {
            /** @description What it is for. */
            name: string;
            /** @enum {unknown} */
            role: "customer" | "operator" | "admin";
            /**
             * Format: email
             * @description For the role customer, and only there.
             */
            customer?: string;
        };
        /** NewWebhookEndpoint */
        NewWebhookEndpoint: {
            id: string;
            /** @description https, or http. */
            url: string;
            /** @description Topics such as `orders.created`, or `orders.*` for all that begin so. */
            topics: string[];
            /** @enum {unknown} */
            status: "active" | "disabled";
            createdAt: string;
            /** @description For verifying signatures. It is not shown again. */
            secret: string;
        };
        /** Notification */
        Notification: {
            /** @description `ntf_`, the order's characters, and the kind. */
            id: string;
            orderId: string;
            kind: "placed" | "confirmed" | "dispatched" | "cancelled";
            /**
             * @description `held`: due, but the order itself has not been seen yet. `sent`: by one of its deliveries at least.
             * @enum {unknown}
             */
            status: "sent" | "failed" | "held";
            /** @description The order's number. */
            number?: number;
            to?: {
                /** Format: email */
                email: string;
                name: string;
            };
            /** @enum {unknown} */
            channel?: "smtp" | "outbox";
            /** @description Why it failed. */
            reason?: string;
            /** @description When it was first sent, failed, or was held. */
            at: string;
            /** @description The first, and then each time that a person had it sent again. */
            deliveries: components["schemas"]["NotificationDelivery"][];
        };
        /** NotificationDelivery */
        NotificationDelivery: {
            /** @description `first`, or that of the resend: `rsd_…`. */
            id: string;
            /** @enum {unknown} */
            status: "pending" | "sent" | "failed" | "held";
            to?: {
                /** Format: email */
                email: string;
                name: string;
            };
            /** @enum {unknown} */
            channel?: "smtp" | "outbox";
            /** @description Of a resend. */
            messageId?: string;
            /** @description Why it failed. */
            reason?: string;
            at: string;
        };
        /** OpenReservation */
        OpenReservation: {
            orderId: string;
            location: string;
            quantity: number;
            /** Format: date-time */
            at: string;
            /** Format: date-time */
            expiresAt: string;
        };
        /** Order */
        Order: {
            id: string;
            number: number;
            reference: string | null;
            /**
             * @description `pending → confirmed → completed`, or `cancelled`.
             * @enum {unknown}
             */
            status: "pending" | "confirmed" | "completed" | "cancelled";
            cancelReason: string | null;
            cancellationRequested: boolean;
            customer: {
                /** Format: email */
                email: string;
                name: string;
            };
            shippingAddress: {
                name: string;
                line1: string;
                line2?: string;
                city: string;
                region?: string;
                postalCode: string;
                /** @description ISO 3166-1 alpha-2 */
                country: string;
            };
            /** @description ISO 4217 */
            currency: string;
            lines: {
                sku: string;
                name: string;
                quantity: number;
                unitPrice: {
                    amount: number;
                    /** @description ISO 4217 */
                    currency: string;
                };
                total: {
                    amount: number;
                    /** @description ISO 4217 */
                    currency: string;
                };
            }[];
            shipping: {
                amount: number;
                /** @description ISO 4217 */
                currency: string;
            };
            total: {
                amount: number;
                /** @description ISO 4217 */
                currency: string;
            };
            payment: {
                /** @enum {unknown} */
                status: "pending" | "authorized" | "declined" | "voided" | "captured" | "partially-refunded" | "refunded";
                authorized: {
                    amount: number;
                    /** @description ISO 4217 */
                    currency: string;
                };
                captured: {
                    amount: number;
                    /** @description ISO 4217 */
                    currency: string;
                };
                refunded: {
                    amount: number;
                    /** @description ISO 4217 */
                    currency: string;
                };
            };
            shipments: {
                id: string;
                /** @enum {unknown} */
                status: "created" | "dispatched" | "delivered" | "cancelled" | "returned";
                carrier: string | null;
                trackingNumber: string | null;
            }[];
            placedAt: string | null;
            version: number;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        /** OrderHistory */
        OrderHistory: {
            items: components["schemas"]["HistoryEntry"][];
            nextCursor: string | null;
        };
        /** OrderSummary */
        OrderSummary: {
            id: string;
            number: number;
            reference: string | null;
            /**
             * @description `pending → confirmed → completed`, or `cancelled`.
             * @enum {unknown}
             */
            status: "pending" | "confirmed" | "completed" | "cancelled";
            customer: {
                /** @description In lower case, as lists compare it. */
                email: string;
            };
            total: {
                amount: number;
                /** @description ISO 4217 */
                currency: string;
            };
            /** Format: date-time */
            createdAt: string;
        };
        /** Overview */
        Overview: {
            /** Format: date-time */
            at: string;
            /**
             * Format: date-time
             * @description Totals are counted from then on.
             */
            since: string;
            orders: {
                /** @description What rates and latencies are over. */
                windowSeconds: number;
                acceptedPerSecond: number;
                completedPerSecond: number;
                cancelledPerSecond: number;
                confirmedP50Ms: number | null;
                confirmedP99Ms: number | null;
                accepted: number;
                completed: number;
                cancelled: number;
                reasons: {
                    reason: string;
                    count: number;
                }[];
                revenue: {
                    amount: number;
                    currency: string;
                }[];
            };
            series: {
                /** @description Start of the first step, in milliseconds since 1970. */
                from: number;
                stepSeconds: number;
                accepted: number[];
                completed: number[];
                cancelled: number[];
                confirmedP99Ms: (number | null)[];
            };
            services: {
                name: string;
                /** @enum {unknown} */
                status: "ok" | "degraded";
                reasons: string[];
                eventsPerSecond: number;
                activities: {
                    name: string;
                    /** @enum {unknown} */
                    breaker: "closed" | "half-open" | "open";
                    lag: number;
                }[];
            }[];
            flows: {
                from: string;
                to: string;
                consumer: string;
                topics: string[];
                perSecond: number;
                lag: number;
                oldestSeconds: number;
            }[];
            attention: components["schemas"]["Attention"][];
        };
        /** Payment */
        Payment: {
            orderId: string;
            /** @enum {unknown} */
            status: "pending" | "authorized" | "declined" | "captured" | "partially-refunded" | "refunded" | "voided";
            providerPaymentId: string | null;
            authorized: {
                amount: number;
                /** @description ISO 4217 */
                currency: string;
            };
            captured: {
                amount: number;
                /** @description ISO 4217 */
                currency: string;
            };
            voided: {
                amount: number;
                /** @description ISO 4217 */
                currency: string;
            };
            refunded: {
                amount: number;
                /** @description ISO 4217 */
                currency: string;
            };
            declineReason?: string;
            captureFailure?: string;
            refunds: {
                id: string;
                amount: {
                    amount: number;
                    /** @description ISO 4217 */
                    currency: string;
                };
                /** @enum {unknown} */
                status: "pending" | "done" | "failed";
                /**
                 * @description `reversal` undoes the order; `partial` was asked for, or made by the provider.
                 * @enum {unknown}
                 */
                kind: "reversal" | "partial";
                reason: string;
            }[];
            version: number;
        };
        /** PlaceOrder */
        PlaceOrder: {
            /** @description The client's own name for the order; unique for ever within the tenant. */
            reference?: string;
            customer: {
                /** Format: email */
                email: string;
                name: string;
            };
            shippingAddress: {
                name: string;
                line1: string;
                line2?: string;
                city: string;
                region?: string;
                postalCode: string;
                /** @description ISO 3166-1 alpha-2 */
                country: string;
            };
            /** @description ISO 4217 */
            currency: string;
            lines: {
                sku: string;
                quantity: number;
                unitPrice?: {
                    amount: number;
                    /** @description ISO 4217 */
                    currency: string;
                };
                name?: string;
            }[];
            payment: {
                token: string;
            };
            expectedTotal?: {
                amount: number;
                /** @description ISO 4217 */
                currency: string;
            };
            shipping?: {
                amount: number;
                /** @description ISO 4217 */
                currency: string;
            };
            /**
             * Format: date-time
             * @description When the customer ordered, for historic orders.
             */
            placedAt?: string;
        };
        /** PlaceOrders */
        PlaceOrders: {
            orders: {
                /** @description Printable ASCII: the source's own id of the order, or a UUID. */
                idempotencyKey: string;
                order: components["schemas"]["PlaceOrder"];
            }[];
        };
        /** PlacedOrders */
        PlacedOrders: {
            items: {
                /** @description What a single call would have been answered. */
                status: number;
                order?: components["schemas"]["Order"];
                problem?: components["schemas"]["Problem"];
                /** @description `true` when an earlier request placed it; the order is as it was then. */
                replayed?: boolean;
            }[];
        };
        /** Problem */
        Problem: {
            /** @description A URN that ends in the code. */
            type: string;
            title: string;
            status: number;
            /** @description What happened, with which value, and what to change. */
            detail: string;
            /** @description Stable; the only member to branch on. */
            code: string;
            /** @description The path that was called, without its query. */
            instance: string;
            correlationId: string;
            errors?: components["schemas"]["FieldError"][];
        } & {
            [key: string]: unknown;
        };
        /** Process */
        Process: {
            orderId: string;
            /**
             * @description `stuck`: it has used up its attempts and waits for a person; retry or cancel it.
             * @enum {unknown}
             */
            state: "running" | "compensating" | "stuck" | "completed" | "cancelled";
            /** @description The step that runs or is being undone; in the end the last one. */
            step: string;
            /** @description How often the outstanding request was sent. */
            attempt: number;
            /**
             * Format: date-time
             * @description When it acts by itself if no answer comes.
             */
            dueAt?: string;
            /** @description Why it goes or went back: `payment_declined`, `out_of_stock` … */
            reason?: string;
            version: number;
            steps: {
                name: string;
                request?: string;
                succeeds: string[];
                fails: string[];
                deadlineSeconds: number;
                /** @enum {unknown} */
                onDeadline: "compensate" | "resend";
                compensation?: {
                    request: string;
                    done: string[];
                };
                /** @enum {unknown} */
                status: "ahead" | "running" | "done" | "undoing" | "undone";
            }[];
            /** @description A flowchart in Mermaid's text form. */
            drawing: string;
        };
        /** ProcessDefinition */
        ProcessDefinition: {
            name: string;
            steps: {
                name: string;
                request?: string;
                succeeds: string[];
                fails: string[];
                deadlineSeconds: number;
                /** @enum {unknown} */
                onDeadline: "compensate" | "resend";
                compensation?: {
                    request: string;
                    done: string[];
                };
            }[];
            /** @description How many have not ended. */
            open: {
                running: number;
                compensating: number;
                stuck: number;
            };
        };
        /** ProcessSummary */
        ProcessSummary: {
            orderId: string;
            /**
             * @description `stuck`: it has used up its attempts and waits for a person; retry or cancel it.
             * @enum {unknown}
             */
            state: "running" | "compensating" | "stuck" | "completed" | "cancelled";
            /** @description The step that runs or is being undone; in the end the last one. */
            step: string;
            /** @description How often the outstanding request was sent. */
            attempt: number;
            /**
             * Format: date-time
             * @description When it acts by itself if no answer comes.
             */
            dueAt?: string;
            /** @description Why it goes or went back: `payment_declined`, `out_of_stock` … */
            reason?: string;
        };
        /** Product */
        Product: {
            id: string;
            sku: string;
            name: string;
            description: string;
            category: string;
            price: {
                amount: number;
                /** @description ISO 4217 */
                currency: string;
            };
            attributes: {
                [key: string]: string;
            };
            weightGrams: number;
            status: "active" | "draft" | "archived";
            version: number;
            createdAt: string;
            updatedAt: string;
        };
        /** ProductSummary */
        ProductSummary: {
            id: string;
            sku: string;
            name: string;
            category: string;
            price: {
                amount: number;
                /** @description ISO 4217 */
                currency: string;
            };
            status: "active" | "draft" | "archived";
            stockLevel: "in-stock" | "low" | "out-of-stock";
            version: number;
            createdAt: string;
            updatedAt: string;
        };
        /** RenderedNotification */
        RenderedNotification: {
            /** @description `ntf_`, the order's characters, and the kind. */
            id: string;
            orderId: string;
            kind: "placed" | "confirmed" | "dispatched" | "cancelled";
            /**
             * @description `held`: due, but the order itself has not been seen yet. `sent`: by one of its deliveries at least.
             * @enum {unknown}
             */
            status: "sent" | "failed" | "held";
            /** @description The order's number. */
            number?: number;
            to?: {
                /** Format: email */
                email: string;
                name: string;
            };
            /** @enum {unknown} */
            channel?: "smtp" | "outbox";
            /** @description Why it failed. */
            reason?: string;
            /** @description When it was first sent, failed, or was held. */
            at: string;
            /** @description The first, and then each time that a person had it sent again. */
            deliveries: components["schemas"]["NotificationDelivery"][];
            subject: string;
            text: string;
            html: string;
        };
        /** SampleOrders */
        SampleOrders: {
            /**
             * @description `idle`: none since the server started. `preparing`: stock comes in first. `ended`: all of them were sent.
             * @enum {unknown}
             */
            state: "idle" | "preparing" | "sending" | "ended" | "stopped" | "failed";
            perSecond: number;
            seconds: number;
            startedAt: string | null;
            sent: number;
            accepted: number;
            /** @description Overload included; they are not sent again. */
            refused: number;
            failure: string | null;
        };
        /** SampleOrdersRequest */
        SampleOrdersRequest: {
            /** @description Orders a second. */
            perSecond: number;
            /** @description For how long. */
            seconds: number;
        };
        /** Session */
        Session: {
            /** @enum {unknown} */
            role: "operator" | "admin";
            tenant: string;
            /** Format: date-time */
            expiresAt: string;
            /** @description To be sent as X-CSRF-Token with every call within the session that is not a GET. */
            csrfToken: string;
        };
        /** Shipment */
        Shipment: {
            id: string;
            orderId: string;
            location: string;
            lines: {
                sku: string;
                quantity: number;
            }[];
            /** @enum {unknown} */
            status: "created" | "dispatched" | "delivered" | "cancelled" | "returned";
            carrier: string;
            trackingNumber: string;
        };
        /** SignIn */
        SignIn: {
            /** @description `wb_…` */
            apiKey: string;
        };
        /** Stock */
        Stock: {
            sku: string;
            available: number;
            reserved: number;
            shipped: number;
            locations: {
                location: string;
                available: number;
                reserved: number;
                shipped: number;
            }[];
            version: number;
        };
        /** StockAdjustment */
        StockAdjustment: {
            id: string;
            location: string;
            reason: string;
            lines: {
                sku: string;
                quantity: number;
            }[];
        };
        /** StockCount */
        StockCount: {
            id: string;
            location: string;
            lines: {
                sku: string;
                counted: number;
            }[];
        };
        /** StockMovement */
        StockMovement: {
            /** @description Of the event, with the number of its line. */
            id: string;
            /** @enum {unknown} */
            kind: "received" | "reserved" | "released" | "shipped" | "returned" | "adjusted" | "counted";
            location: string;
            /** @description Below zero where an adjustment or a count took units. */
            quantity: number;
            /** @description What there was after it, over all locations or at the one asked for. */
            after: {
                available: number;
                reserved: number;
                shipped: number;
            };
            /** Format: date-time */
            at: string;
            orderId: string | null;
            /** @description Of the receipt, the adjustment or the count. */
            movementId: string | null;
            reason: string | null;
            /** @description Your own numbers of what was received. */
            references: string[];
            /** @description Of the request; the audit trail says by whom. */
            correlationId: string;
        };
        /** StockReceipt */
        StockReceipt: {
            id: string;
            location: string;
            /** @description Your own number of the delivery; unique for ever. */
            reference?: string;
            /** @description Your own numbers of several deliveries that are received together. If one of them was received before, none is now. */
            references?: string[];
            lines: {
                sku: string;
                quantity: number;
            }[];
        };
        /** Topics */
        Topics: {
            items: {
                topic: string;
                service: string;
                types: string[];
            }[];
            partitions: number;
        };
        /** Trace */
        Trace: {
            traceId: string;
            /** @description Which process holds it. */
            process: string;
            /** @description Of the first span. */
            name: string;
            /** @description Its first span is not held: not yet, or no longer. */
            partial: boolean;
            /** Format: date-time */
            startedAt: string;
            /** @description From the start of the first to the end of the last. */
            durationMs: number;
            spanCount: number;
            /** @description Spans that ended with an error. */
            errors: number;
            services: string[];
            orderId: string | null;
            /** @description In order of their start. */
            spans: components["schemas"]["TraceSpan"][];
        };
        /** TraceSpan */
        TraceSpan: {
            spanId: string;
            parentId: string | null;
            name: string;
            kind: string;
            service: string;
            /** @description Since the start of the trace. */
            startMs: number;
            durationMs: number;
            /** @description Its code, when it ended with one. */
            error: string | null;
            /** @description By the semantic conventions of OpenTelemetry. */
            attributes: {
                [key: string]: unknown;
            };
        };
        /** TraceSummary */
        TraceSummary: {
            traceId: string;
            /** @description Which process holds it. */
            process: string;
            /** @description Of the first span. */
            name: string;
            /** @description Its first span is not held: not yet, or no longer. */
            partial: boolean;
            /** Format: date-time */
            startedAt: string;
            /** @description From the start of the first to the end of the last. */
            durationMs: number;
            spanCount: number;
            /** @description Spans that ended with an error. */
            errors: number;
            services: string[];
            orderId: string | null;
        };
        /** Verification */
        Verification: {
            id: string;
            /**
             * @description `broken`: an invariant does not hold. `failed`: it could not be checked. `interrupted`: the server ended meanwhile.
             * @enum {unknown}
             */
            state: "running" | "passed" | "broken" | "failed" | "interrupted";
            /** Format: date-time */
            startedAt: string;
            endedAt: string | null;
            startedBy: string | null;
            progress: {
                /** @enum {unknown} */
                step: "streams" | "orders" | "views" | "positions" | "second-look";
                service: string | null;
                /** @description Gone through. */
                events: number;
                total: number;
            } | null;
            failure: string | null;
            report: {
                events: number;
                orders: number;
                seconds: number;
                /** @description Whether orders could flow meanwhile. */
                running: boolean;
                /** @description Orders on their way. */
                open: number;
                /** @description Of those, how many wait for a retry or a person. */
                held: number;
                /** @description Messages not yet looked at. */
                behind: number;
                /** @description Orders looked at twice. */
                lookedAgain: number;
            } | null;
            checks: {
                /** @enum {unknown} */
                id: "L" | "C" | "S" | "O" | "T" | "N" | "P";
                ok: boolean;
                /** @description How many things were looked at. */
                checked: number;
                /** @description Violations, those of other tenants included. */
                total: number;
            }[];
        };
        /** VerificationDetail */
        VerificationDetail: {
            id: string;
            /**
             * @description `broken`: an invariant does not hold. `failed`: it could not be checked. `interrupted`: the server ended meanwhile.
             * @enum {unknown}
             */
            state: "running" | "passed" | "broken" | "failed" | "interrupted";
            /** Format: date-time */
            startedAt: string;
            endedAt: string | null;
            startedBy: string | null;
            progress: {
                /** @enum {unknown} */
                step: "streams" | "orders" | "views" | "positions" | "second-look";
                service: string | null;
                /** @description Gone through. */
                events: number;
                total: number;
            } | null;
            failure: string | null;
            report: {
                events: number;
                orders: number;
                seconds: number;
                /** @description Whether orders could flow meanwhile. */
                running: boolean;
                /** @description Orders on their way. */
                open: number;
                /** @description Of those, how many wait for a retry or a person. */
                held: number;
                /** @description Messages not yet looked at. */
                behind: number;
                /** @description Orders looked at twice. */
                lookedAgain: number;
            } | null;
            checks: {
                /** @enum {unknown} */
                id: "L" | "C" | "S" | "O" | "T" | "N" | "P";
                ok: boolean;
                /** @description How many things were looked at. */
                checked: number;
                /** @description Violations, those of other tenants included. */
                total: number;
                /** @description Those of the key's tenant, and those that concern nobody's data. */
                violations: components["schemas"]["Violation"][];
                /** @description Further ones: of other tenants, or past the first hundred of all. */
                notShown: number;
            }[];
        };
        /** View */
        View: {
            service: string;
            /** @description Its table. */
            view: string;
            /**
             * @description `state`: of the service's own states. `message`: of messages.
             * @enum {unknown}
             */
            kind: "state" | "message";
            /** @description The category of the states, or the types of the messages. */
            of: string[];
            /** @description Services whose logs it is made from. */
            sources: string[];
            rows: number | null;
            bytes: number;
            rebuild: components["schemas"]["ViewRebuild"] | null;
        };
        /** ViewRebuild */
        ViewRebuild: {
            id: string;
            service: string;
            view: string;
            dryRun: boolean;
            /** @enum {unknown} */
            state: "running" | "completed" | "cancelled" | "failed";
            /**
             * @description What it does, or was at when it ended.
             * @enum {unknown}
             */
            phase: "reading" | "comparing" | "repairing";
            /** @description Positions of the log; rows while it repairs. */
            done: number;
            /** @description How many there are, as far as is known. */
            of: number;
            /** @description How many of them a second. */
            perSecond: number;
            secondsLeft: number | null;
            /** Format: date-time */
            startedAt: string;
            endedAt: string | null;
            result: components["schemas"]["ViewRebuildResult"] | null;
            failure: string | null;
        };
        /** ViewRebuildRequest */
        ViewRebuildRequest: {
            /**
             * @description Compare, and leave the view as it is.
             * @default false
             */
            dryRun: boolean;
        };
        /** ViewRebuildResult */
        ViewRebuildResult: {
            /** @description That the log makes. */
            rows: number;
            /** @description Rows that the view did not have. */
            missing: number;
            /** @description Rows that had other values. */
            different: number;
            /** @description Rows that nothing in the log makes. */
            unexpected: number;
            /** @description Rows put right; 0 after a dry run. */
            repaired: number;
            /** @description Events that nothing could be made of. */
            unreadable: number;
            /** @description At most ten, of the tenant that asked for the rebuild, and shown to it only. */
            examples: {
                /** @enum {unknown} */
                kind: "missing" | "different" | "unexpected";
                key: {
                    [key: string]: unknown;
                };
                /** @description Those that differ. */
                columns: {
                    column: string;
                    stored: unknown;
                    fromLog: unknown;
                }[];
            }[];
        };
        /** Violation */
        Violation: {
            /** @description Stable, such as `captured-twice`. */
            problem: string;
            message: string;
            order: string | null;
            service: string | null;
            stream: string | null;
            sku: string | null;
            location: string | null;
            consumer: string | null;
        };
        /** WebhookDelivery */
        WebhookDelivery: {
            id: string;
            topic: string;
            eventId: string;
            /** @enum {unknown} */
            status: "pending" | "delivered" | "failed";
            createdAt: string;
            nextAttemptAt: string | null;
            attempts: {
                at: string;
                durationMs: number;
                /** @description HTTP status, when there was an answer. */
                status?: number;
                error?: string;
            }[];
        };
        /** WebhookEndpoint */
        WebhookEndpoint: {
            id: string;
            /** @description https, or http. */
            url: string;
            /** @description Topics such as `orders.created`, or `orders.*` for all that begin so. */
            topics: string[];
            /** @enum {unknown} */
            status: "active" | "disabled";
            createdAt: string;
        };
    };
    responses: {
        /** @description The request does not fit its description: `malformed-json`, `validation-failed`, `malformed-id`, `invalid-text` and others. */
        Problem400: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `unauthorized`: no key, or one that is unknown or revoked. `invalid-signature`: a webhook that is not signed as agreed. */
        Problem401: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `forbidden`: the key's role is too low. */
        Problem403: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `not-found`: there is none, or it belongs to someone else. */
        Problem404: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `request-timeout`: the request did not arrive in time. */
        Problem408: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The state does not allow it. */
        Problem409: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `stale-version`: If-Match names another version than the stored one. */
        Problem412: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `body-too-large`. */
        Problem413: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `unsupported-media-type`: send application/json in UTF-8. */
        Problem415: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The request is understood but cannot be done, such as an Idempotency-Key used again with another request. */
        Problem422: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Too many requests: repeat after Retry-After seconds. */
        Problem429: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `internal`: a defect on our side; quote the correlation id. */
        Problem500: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Cannot be served now: repeat after Retry-After seconds. */
        Problem503: {
            headers: {
                "X-Correlation-Id": components["headers"]["CorrelationId"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: {
        /** @description Makes the call safe to repeat: the same key and body give the first answer again for 48 hours. */
        IdempotencyKey: string;
        /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
        CorrelationId: string;
        /** @description `wait=N`: answer at the end of the process or after N seconds, 30 at most. */
        PreferWait: string;
        /** @description The ETag that the change is based on, one of several, or `*` for any. */
        IfMatch: string;
        /** @description Why, in a person's words, percent-encoded as UTF-8: the change is then in the audit trail, GET /v1/ops/audit. */
        Reason: string;
        /** @description The id of the last event received, to go on from there as far as that is possible. */
        LastEventId: string;
    };
    requestBodies: never;
    headers: {
        /** @description The id of this call in every event, log line and span that follows from it. */
        CorrelationId: string;
        /** @description Seconds to wait. */
        RetryAfter: number;
        /** @description `true` when this is the stored answer to an earlier request with the same key. */
        IdempotentReplayed: "true";
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getProduct: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A product */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    /** @description The product's version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Product"];
                };
            };
            /** @description A product */
            304: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    /** @description The product's version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    replaceProduct: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
                /** @description The ETag that the change is based on, one of several, or `*` for any. */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description Why, in a person's words, percent-encoded as UTF-8: the change is then in the audit trail, GET /v1/ops/audit. */
                "X-Reason"?: components["parameters"]["Reason"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    sku: string;
                    name: string;
                    description?: string;
                    category: string;
                    price: {
                        amount: number;
                        /** @description ISO 4217 */
                        currency: string;
                    };
                    attributes?: {
                        [key: string]: string;
                    };
                    weightGrams?: number;
                    status?: "active" | "draft" | "archived";
                };
            };
        };
        responses: {
            /** @description Replace a product */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    /** @description The product's version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Product"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            /** @description The state does not allow it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    deleteProduct: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
                /** @description The ETag that the change is based on, one of several, or `*` for any. */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description Why, in a person's words, percent-encoded as UTF-8: the change is then in the audit trail, GET /v1/ops/audit. */
                "X-Reason"?: components["parameters"]["Reason"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Delete a product */
            204: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            412: components["responses"]["Problem412"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    patchProduct: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
                /** @description The ETag that the change is based on, one of several, or `*` for any. */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description Why, in a person's words, percent-encoded as UTF-8: the change is then in the audit trail, GET /v1/ops/audit. */
                "X-Reason"?: components["parameters"]["Reason"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    sku?: string;
                    name?: string;
                    description?: string | null;
                    category?: string;
                    price?: {
                        amount: number;
                        /** @description ISO 4217 */
                        currency: string;
                    };
                    attributes?: {
                        [key: string]: string | null;
                    } | null;
                    weightGrams?: number | null;
                    status?: "active" | "draft" | "archived";
                };
            };
        };
        responses: {
            /** @description Change fields of a product */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    /** @description The product's version, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Product"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            /** @description The state does not allow it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            /** @description The request is understood but cannot be done, such as an Idempotency-Key used again with another request. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    listProducts: {
        parameters: {
            query?: {
                /** @description Most items in the page. */
                limit?: number;
                /** @description `nextCursor` of the page before, with the same filters. */
                cursor?: string;
                /** @description Words, or parts of words, all of which the product must have. */
                q?: string;
                category?: string;
                status?: "active" | "draft" | "archived";
                sku?: string;
            };
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Products, oldest first */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ProductSummary"][];
                        nextCursor: string | null;
                    };
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    createProduct: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
                /** @description Makes the call safe to repeat: the same key and body give the first answer again for 48 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Why, in a person's words, percent-encoded as UTF-8: the change is then in the audit trail, GET /v1/ops/audit. */
                "X-Reason"?: components["parameters"]["Reason"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    sku: string;
                    name: string;
                    description?: string;
                    category: string;
                    price: {
                        amount: number;
                        /** @description ISO 4217 */
                        currency: string;
                    };
                    attributes?: {
                        [key: string]: string;
                    };
                    weightGrams?: number;
                    status?: "active" | "draft" | "archived";
                };
            };
        };
        responses: {
            /** @description Create a product */
            201: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    /** @description The product's version, for If-Match. */
                    ETag?: string;
                    /** @description Where the product is read. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Product"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    receiveStock: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
                /** @description Makes the call safe to repeat: the same key and body give the first answer again for 48 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Why, in a person's words, percent-encoded as UTF-8: the change is then in the audit trail, GET /v1/ops/audit. */
                "X-Reason"?: components["parameters"]["Reason"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    location: string;
                    /** @description Your own number of the delivery; unique for ever. */
                    reference?: string;
                    /** @description Your own numbers of several deliveries that are received together. If one of them was received before, none is now. */
                    references?: string[];
                    lines: {
                        sku: string;
                        quantity: number;
                    }[];
                };
            };
        };
        responses: {
            /** @description Receive a delivery */
            201: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StockReceipt"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    adjustStock: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
                /** @description Makes the call safe to repeat: the same key and body give the first answer again for 48 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Why, in a person's words, percent-encoded as UTF-8: the change is then in the audit trail, GET /v1/ops/audit. */
                "X-Reason"?: components["parameters"]["Reason"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    location: string;
                    reason: string;
                    lines: {
                        sku: string;
                        quantity: number;
                    }[];
                };
            };
        };
        responses: {
            /** @description Correct stock by what was found or lost */
            201: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StockAdjustment"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    countStock: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
                /** @description Makes the call safe to repeat: the same key and body give the first answer again for 48 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Why, in a person's words, percent-encoded as UTF-8: the change is then in the audit trail, GET /v1/ops/audit. */
                "X-Reason"?: components["parameters"]["Reason"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    location: string;
                    lines: {
                        sku: string;
                        counted: number;
                    }[];
                };
            };
        };
        responses: {
            /** @description Set stock to what was counted on the shelf */
            201: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StockCount"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    getStock: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                sku: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Stock of a SKU */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stock"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    listStock: {
        parameters: {
            query?: {
                /** @description Most items in the page. */
                limit?: number;
                /** @description `nextCursor` of the page before, with the same filters. */
                cursor?: string;
                /** @description Only SKUs with fewer units available than this, over all locations. */
                below?: number;
            };
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Stock of all SKUs, or of those that run low */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Stock"][];
                        nextCursor: string | null;
                    };
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    listStockMovements: {
        parameters: {
            query?: {
                /** @description Most items in the page. */
                limit?: number;
                /** @description `nextCursor` of the page before, with the same filters. */
                cursor?: string;
                location?: string;
            };
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                sku: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The ledger of a SKU: what moved it, newest first, with the balance after each */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["StockMovement"][];
                        nextCursor: string | null;
                    };
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    listStockReservations: {
        parameters: {
            query?: {
                /** @description Most items in the page. */
                limit?: number;
                /** @description `nextCursor` of the page before, with the same filters. */
                cursor?: string;
            };
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                sku: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Orders that hold units of a SKU, newest first */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["OpenReservation"][];
                        nextCursor: string | null;
                    };
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    listLocations: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Stock locations, in the order in which reservations take from them */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Location"][];
                        nextCursor: null;
                    };
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    putLocation: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
                /** @description Why, in a person's words, percent-encoded as UTF-8: the change is then in the audit trail, GET /v1/ops/audit. */
                "X-Reason"?: components["parameters"]["Reason"];
            };
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    /** @description Reservations take from the lowest first. */
                    priority: number;
                };
            };
        };
        responses: {
            /** @description Make or change a stock location */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Location"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            /** @description The state does not allow it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    listOrders: {
        parameters: {
            query?: {
                /** @description Most items in the page. */
                limit?: number;
                /** @description `nextCursor` of the page before, with the same filters. */
                cursor?: string;
                /** @description E-mail address, in any case. */
                customer?: string;
                /** @description `pending → confirmed → completed`, or `cancelled`. */
                status?: "pending" | "confirmed" | "completed" | "cancelled";
                /** @description Accepted at this time or later. */
                from?: string;
                /** @description Accepted before this time. */
                to?: string;
                reference?: string;
                number?: number;
            };
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List orders, newest first */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["OrderSummary"][];
                        nextCursor: string | null;
                    };
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    placeOrder: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
                /** @description Makes the call safe to repeat: the same key and body give the first answer again for 48 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description `wait=N`: answer at the end of the process or after N seconds, 30 at most. */
                Prefer?: components["parameters"]["PreferWait"];
                /** @description Why, in a person's words, percent-encoded as UTF-8: the change is then in the audit trail, GET /v1/ops/audit. */
                "X-Reason"?: components["parameters"]["Reason"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PlaceOrder"];
            };
        };
        responses: {
            /** @description Place an order */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    /** @description `true` when this answers an earlier request. */
                    "Idempotent-Replayed"?: string;
                    /** @description Where the order is found from now on. */
                    Location?: string;
                    /** @description Version of the order. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            /** @description Place an order */
            202: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    /** @description `true` when this answers an earlier request. */
                    "Idempotent-Replayed"?: string;
                    /** @description Where the order is found from now on. */
                    Location?: string;
                    /** @description Version of the order. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    placeOrders: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
                /** @description Why, in a person's words, percent-encoded as UTF-8: the change is then in the audit trail, GET /v1/ops/audit. */
                "X-Reason"?: components["parameters"]["Reason"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PlaceOrders"];
            };
        };
        responses: {
            /** @description Place up to 100 orders */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlacedOrders"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    getOrder: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Read an order */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    /** @description Version of the order, for If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    changeOrder: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
                /** @description The ETag that the change is based on, one of several, or `*` for any. */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description Why, in a person's words, percent-encoded as UTF-8: the change is then in the audit trail, GET /v1/ops/audit. */
                "X-Reason"?: components["parameters"]["Reason"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeOrder"];
            };
        };
        responses: {
            /** @description Change the contact or the address of a pending order */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    /** @description Version of the order. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            /** @description The state does not allow it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    cancelOrder: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
                /** @description Why, in a person's words, percent-encoded as UTF-8: the change is then in the audit trail, GET /v1/ops/audit. */
                "X-Reason"?: components["parameters"]["Reason"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ask for an order to be cancelled */
            202: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    /** @description Version of the order. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    getOrderHistory: {
        parameters: {
            query?: {
                /** @description Most items in the page. */
                limit?: number;
                /** @description `nextCursor` of the page before, with the same filters. */
                cursor?: string;
            };
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Read what happened to an order, in every service */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderHistory"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    followOrder: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
                /** @description The id of the last event received, to go on from there as far as that is possible. */
                "Last-Event-ID"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Follow an order by server-sent events */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": {
                        id?: string;
                        event?: string;
                        data: string;
                    };
                };
            };
            /** @description Follow an order by server-sent events */
            204: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    listProcesses: {
        parameters: {
            query?: {
                /** @description Most items in the page. */
                limit?: number;
                /** @description `nextCursor` of the page before, with the same filters. */
                cursor?: string;
                state?: "running" | "compensating" | "stuck" | "completed" | "cancelled";
            };
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Checkout processes, newest order first */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ProcessSummary"][];
                        nextCursor: string | null;
                    };
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    getProcess: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                orderId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The checkout of an order: its steps, where it is, and a drawing */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Process"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    retryProcess: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
                /** @description Why, in a person's words, percent-encoded as UTF-8: the change is then in the audit trail, GET /v1/ops/audit. */
                "X-Reason"?: components["parameters"]["Reason"];
            };
            path: {
                orderId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Send the outstanding request once more */
            202: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Process"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            /** @description The state does not allow it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    cancelProcess: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
                /** @description Why, in a person's words, percent-encoded as UTF-8: the change is then in the audit trail, GET /v1/ops/audit. */
                "X-Reason"?: components["parameters"]["Reason"];
            };
            path: {
                orderId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Call the order off and undo what has been done */
            202: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Process"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    listProcessDefinitions: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The steps of each kind of process, and how many are under way */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ProcessDefinition"][];
                    };
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    getPayment: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                orderId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The payment of an order, with its refunds */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    refundPayment: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
                /** @description Makes the call safe to repeat: the same key and body give the first answer again for 48 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Why, in a person's words, percent-encoded as UTF-8: the change is then in the audit trail, GET /v1/ops/audit. */
                "X-Reason"?: components["parameters"]["Reason"];
            };
            path: {
                orderId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    amount: {
                        amount: number;
                        /** @description ISO 4217 */
                        currency: string;
                    };
                    reason: string;
                };
            };
        };
        responses: {
            /** @description Refund part or all of what was captured */
            202: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    receiveProviderWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": unknown;
            };
        };
        responses: {
            /** @description Events of the payment provider */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        received: number;
                    };
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    getShipment: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One shipment */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Shipment"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    receiveTrackingUpdates: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    events: {
                        id: string;
                        type: "dispatched" | "delivered";
                        orderId: string;
                        shipmentId: string;
                        trackingNumber: string;
                        reference: string;
                        at: number;
                    }[];
                };
            };
        };
        responses: {
            /** @description Tracking updates of the carrier */
            204: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    listNotifications: {
        parameters: {
            query?: {
                /** @description Most items in the page. */
                limit?: number;
                /** @description `nextCursor` of the page before, with the same filters. */
                cursor?: string;
                orderId?: string;
            };
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Notifications, those of the newest orders first */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Notification"][];
                        nextCursor: string | null;
                    };
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    getNotification: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One notification, with its mail */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RenderedNotification"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    getNotificationHtml: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The HTML part of a notification's mail, in a sandbox */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    resendNotification: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
                /** @description Makes the call safe to repeat: the same key and body give the first answer again for 48 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Why, in a person's words, percent-encoded as UTF-8: the change is then in the audit trail, GET /v1/ops/audit. */
                "X-Reason"?: components["parameters"]["Reason"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Send a notification once more */
            202: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RenderedNotification"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            /** @description The state does not allow it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    listWebhooks: {
        parameters: {
            query?: {
                /** @description Most items in the page. */
                limit?: number;
                /** @description `nextCursor` of the page before, with the same filters. */
                cursor?: string;
            };
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Registered endpoints */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["WebhookEndpoint"][];
                        nextCursor: string | null;
                    };
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    registerWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
                /** @description Makes the call safe to repeat: the same key and body give the first answer again for 48 hours. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description Why, in a person's words, percent-encoded as UTF-8: the change is then in the audit trail, GET /v1/ops/audit. */
                "X-Reason"?: components["parameters"]["Reason"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description https, or http. */
                    url: string;
                    /** @description Topics such as `orders.created`, or `orders.*` for all that begin so. */
                    topics: string[];
                };
            };
        };
        responses: {
            /** @description Register an endpoint for webhooks */
            201: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewWebhookEndpoint"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            409: components["responses"]["Problem409"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            422: components["responses"]["Problem422"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    getWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One registered endpoint */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpoint"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    removeWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
                /** @description Why, in a person's words, percent-encoded as UTF-8: the change is then in the audit trail, GET /v1/ops/audit. */
                "X-Reason"?: components["parameters"]["Reason"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Remove an endpoint; what waits for it is not sent */
            204: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    listWebhookDeliveries: {
        parameters: {
            query?: {
                /** @description Most items in the page. */
                limit?: number;
                /** @description `nextCursor` of the page before, with the same filters. */
                cursor?: string;
            };
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was sent to an endpoint, newest first, with every attempt */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["WebhookDelivery"][];
                        nextCursor: string | null;
                    };
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    replayWebhookDelivery: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
                /** @description Why, in a person's words, percent-encoded as UTF-8: the change is then in the audit trail, GET /v1/ops/audit. */
                "X-Reason"?: components["parameters"]["Reason"];
            };
            path: {
                id: string;
                deliveryId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Send a delivery once more, with the same id and body */
            202: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDelivery"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            /** @description The state does not allow it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    getSession: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who has signed in */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    signIn: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignIn"];
            };
        };
        responses: {
            /** @description Open a session with a key */
            201: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            400: components["responses"]["Problem400"];
            /** @description `unauthorized`: no key, or one that is unknown or revoked. `invalid-signature`: a webhook that is not signed as agreed. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: the key's role is too low. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    signOut: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
                /** @description Why, in a person's words, percent-encoded as UTF-8: the change is then in the audit trail, GET /v1/ops/audit. */
                "X-Reason"?: components["parameters"]["Reason"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description End the session */
            204: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    listKeys: {
        parameters: {
            query?: {
                /** @description Most items in the page. */
                limit?: number;
                /** @description `nextCursor` of the page before, with the same filters. */
                cursor?: string;
            };
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The keys, newest first, without their secrets */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ApiKey"][];
                        nextCursor: string | null;
                    };
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    createKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
                /** @description Why, in a person's words, percent-encoded as UTF-8: the change is then in the audit trail, GET /v1/ops/audit. */
                "X-Reason"?: components["parameters"]["Reason"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewApiKey"];
            };
        };
        responses: {
            /** @description Make a key; it is shown this once */
            201: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MadeApiKey"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            /** @description The state does not allow it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            /** @description The request is understood but cannot be done, such as an Idempotency-Key used again with another request. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    revokeKey: {
        parameters: {
            query?: {
                /** @description True: also when it is the key of this very call. */
                own?: boolean;
            };
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
                /** @description Why, in a person's words, percent-encoded as UTF-8: the change is then in the audit trail, GET /v1/ops/audit. */
                "X-Reason"?: components["parameters"]["Reason"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description End a key, within a second */
            204: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            /** @description The state does not allow it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    listAudit: {
        parameters: {
            query?: {
                /** @description Most items in the page. */
                limit?: number;
                /** @description `nextCursor` of the page before, with the same filters. */
                cursor?: string;
                /** @description Only changes at this path and below, such as `/v1/orders/ord_…`. */
                path?: string;
            };
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Changes made by people, newest first */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["AuditEntry"][];
                        nextCursor: string | null;
                    };
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    getOverview: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Orders, services, flows, and what needs a person */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Overview"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    followOverview: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
                /** @description The id of the last event received, to go on from there as far as that is possible. */
                "Last-Event-ID"?: components["parameters"]["LastEventId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The same, once a second, as server-sent events named `overview` */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": {
                        id?: string;
                        event?: string;
                        data: string;
                    };
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    getSampleOrders: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How the sample orders are coming along */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SampleOrders"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    sendSampleOrders: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
                /** @description Why, in a person's words, percent-encoded as UTF-8: the change is then in the audit trail, GET /v1/ops/audit. */
                "X-Reason"?: components["parameters"]["Reason"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SampleOrdersRequest"];
            };
        };
        responses: {
            /** @description Order products of the catalogue as made-up customers do */
            202: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SampleOrders"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            /** @description The state does not allow it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    stopSampleOrders: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
                /** @description Why, in a person's words, percent-encoded as UTF-8: the change is then in the audit trail, GET /v1/ops/audit. */
                "X-Reason"?: components["parameters"]["Reason"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Send no more sample orders */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SampleOrders"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    listDeadLetters: {
        parameters: {
            query?: {
                /** @description Most items in the page. */
                limit?: number;
                /** @description `nextCursor` of the page before, with the same filters. */
                cursor?: string;
                service?: string;
                /** @description Of one key, such as an order's id */
                key?: string;
                /** @description Also those that will be tried again */
                all?: boolean;
                consumer?: string;
                /** @description Of the error */
                code?: string;
                /** @description Of the message */
                type?: string;
            };
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Messages whose handling failed for good */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["DeadLetter"][];
                        nextCursor: string | null;
                    };
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    getDeadLetter: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One dead letter */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetter"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    dropDeadLetter: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
                /** @description Why, in a person's words, percent-encoded as UTF-8: the change is then in the audit trail, GET /v1/ops/audit. */
                "X-Reason"?: components["parameters"]["Reason"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Give a dead letter up; messages behind it go on */
            204: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    replayDeadLetter: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
                /** @description Why, in a person's words, percent-encoded as UTF-8: the change is then in the audit trail, GET /v1/ops/audit. */
                "X-Reason"?: components["parameters"]["Reason"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Try a dead letter again; pressing twice changes nothing more */
            202: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    listDeadLetterGroups: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Dead letters by cause, the largest group first */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["DeadLetterGroup"][];
                    };
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    inspectDeadLetter: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One dead letter with its message */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetterDetail"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    listDeadLetterReplays: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The latest replays of a week, and what became of them */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["DeadLetterReplayProgress"][];
                    };
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    replayDeadLetters: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
                /** @description Why, in a person's words, percent-encoded as UTF-8: the change is then in the audit trail, GET /v1/ops/audit. */
                "X-Reason"?: components["parameters"]["Reason"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    ids: string[];
                    /**
                     * @description How many are tried a second.
                     * @default 20
                     */
                    perSecond?: number;
                } | {
                    cause: {
                        service: string;
                        consumer: string;
                        /** @description Of the error */
                        code: string;
                        /** @description Of the message */
                        type: string;
                    };
                    /**
                     * @description How many are tried a second.
                     * @default 20
                     */
                    perSecond?: number;
                };
            };
        };
        responses: {
            /** @description Try dead letters again, at a limited rate */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetterReplay"];
                };
            };
            /** @description Try dead letters again, at a limited rate */
            202: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetterReplay"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            /** @description `not-found`: there is none, or it belongs to someone else. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    dryRunReplay: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
                /** @description Why, in a person's words, percent-encoded as UTF-8: the change is then in the audit trail, GET /v1/ops/audit. */
                "X-Reason"?: components["parameters"]["Reason"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    ids: string[];
                    /**
                     * @description How many are tried a second.
                     * @default 20
                     */
                    perSecond?: number;
                } | {
                    cause: {
                        service: string;
                        consumer: string;
                        /** @description Of the error */
                        code: string;
                        /** @description Of the message */
                        type: string;
                    };
                    /**
                     * @description How many are tried a second.
                     * @default 20
                     */
                    perSecond?: number;
                };
            };
        };
        responses: {
            /** @description What a replay would do, as things are now; changes nothing */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetterReplay"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            /** @description `not-found`: there is none, or it belongs to someone else. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    getDeadLetterReplay: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How far a replay is */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetterReplayProgress"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    dropDeadLetters: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
                /** @description Why, in a person's words, percent-encoded as UTF-8: the change is then in the audit trail, GET /v1/ops/audit. */
                "X-Reason"?: components["parameters"]["Reason"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    ids: string[];
                };
            };
        };
        responses: {
            /** @description Give dead letters up; messages behind them go on */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetterDrop"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            /** @description `not-found`: there is none, or it belongs to someone else. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    draftDeadLetter: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The data of a dead letter to edit, and the schema that it has to fit */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    /** @description To send with the edit, as If-Match. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetterDraft"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    editDeadLetter: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
                /** @description The ETag that the change is based on, one of several, or `*` for any. */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description Why, in a person's words, percent-encoded as UTF-8: the change is then in the audit trail, GET /v1/ops/audit. */
                "X-Reason"?: components["parameters"]["Reason"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    data: unknown;
                };
            };
        };
        responses: {
            /** @description Try a dead letter again with other data */
            202: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetterEditAnswer"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            412: components["responses"]["Problem412"];
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    listDeadLetterEdits: {
        parameters: {
            query: {
                /** @description Such as an order's id */
                key: string;
            };
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Messages of a key that were edited, oldest first: who, why, and what they said before */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["DeadLetterEdit"][];
                    };
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    listEvents: {
        parameters: {
            query?: {
                /** @description Most items in the page. */
                limit?: number;
                /** @description `nextCursor` of the page before, with the same filters. */
                cursor?: string;
                order?: "newest" | "oldest";
                service?: string;
                topic?: string;
                type?: string;
                key?: string;
                partition?: number;
                correlationId?: string;
                from?: string;
                /** @description Before then. */
                to?: string;
            };
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events of all services by time, with filters */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventPage"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    getEvent: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                service: string;
                position: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One event, with what it says and what caused it */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoggedEventDetail"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    listTopics: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Topics of the events, with their services and types */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Topics"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    listConsumers: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Consumers with their positions, lag and members */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Consumer"][];
                    };
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    getConsumer: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                consumer: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One consumer, with its lag over the last hour */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConsumerDetail"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    pauseConsumer: {
        parameters: {
            query?: never;
            header: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
                /** @description Why, in a person's words, percent-encoded as UTF-8: the change is then in the audit trail, GET /v1/ops/audit. */
                "X-Reason": string;
            };
            path: {
                consumer: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Have a consumer take nothing until it is resumed */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConsumerDetail"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    resumeConsumer: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
                /** @description Why, in a person's words, percent-encoded as UTF-8: the change is then in the audit trail, GET /v1/ops/audit. */
                "X-Reason"?: components["parameters"]["Reason"];
            };
            path: {
                consumer: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Have a paused consumer go on */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConsumerDetail"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    listViews: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The views of all services, each with its latest rebuild */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["View"][];
                    };
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    listViewRebuilds: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                service: string;
                view: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The latest rebuilds of a view by this process, newest first */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ViewRebuild"][];
                    };
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    rebuildView: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
                /** @description Why, in a person's words, percent-encoded as UTF-8: the change is then in the audit trail, GET /v1/ops/audit. */
                "X-Reason"?: components["parameters"]["Reason"];
            };
            path: {
                service: string;
                view: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ViewRebuildRequest"];
            };
        };
        responses: {
            /** @description Make a view anew from the log, compare, and put right what differs */
            202: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    /** @description Where its progress is read. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ViewRebuild"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            /** @description The state does not allow it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            413: components["responses"]["Problem413"];
            415: components["responses"]["Problem415"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    getViewRebuild: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                service: string;
                view: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How far a rebuild is, and what came of it */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ViewRebuild"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    cancelViewRebuild: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
                /** @description Why, in a person's words, percent-encoded as UTF-8: the change is then in the audit trail, GET /v1/ops/audit. */
                "X-Reason"?: components["parameters"]["Reason"];
            };
            path: {
                service: string;
                view: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Cancel a rebuild */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ViewRebuild"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    listVerifications: {
        parameters: {
            query?: {
                /** @description Most items in the page. */
                limit?: number;
                /** @description `nextCursor` of the page before, with the same filters. */
                cursor?: string;
            };
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The latest 200 checks of the invariants, newest first */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Verification"][];
                        nextCursor: string | null;
                    };
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    startVerification: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
                /** @description Why, in a person's words, percent-encoded as UTF-8: the change is then in the audit trail, GET /v1/ops/audit. */
                "X-Reason"?: components["parameters"]["Reason"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Check all invariants, from the logs */
            202: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Verification"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    getVerification: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How far a check of the invariants is, or what it found */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VerificationDetail"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    listLogs: {
        parameters: {
            query?: {
                /** @description Most items in the page. */
                limit?: number;
                /** @description `nextCursor` of the page before, with the same filters. */
                cursor?: string;
                service?: string;
                /** @description This one and graver ones. */
                level?: "trace" | "debug" | "info" | "warn" | "error" | "fatal";
                orderId?: string;
                correlationId?: string;
                traceId?: string;
                /** @description Somewhere in the line, in any case. */
                text?: string;
            };
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Recent lines of the log, newest first */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["LogLine"][];
                        nextCursor: string | null;
                    };
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    followLogs: {
        parameters: {
            query?: {
                service?: string;
                /** @description This one and graver ones. */
                level?: "trace" | "debug" | "info" | "warn" | "error" | "fatal";
                orderId?: string;
                correlationId?: string;
                traceId?: string;
                /** @description Somewhere in the line, in any case. */
                text?: string;
            };
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
                /** @description The id of the last event received, to go on from there as far as that is possible. */
                "Last-Event-ID"?: components["parameters"]["LastEventId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description New lines as they are written, as server-sent events named `log` */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": {
                        id?: string;
                        event?: string;
                        data: string;
                    };
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    listTraces: {
        parameters: {
            query?: {
                /** @description Most items in the page. */
                limit?: number;
                /** @description `nextCursor` of the page before, with the same filters. */
                cursor?: string;
                orderId?: string;
                /** @description Only those in which something failed. */
                failed?: boolean;
            };
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Recent traces, newest first */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["TraceSummary"][];
                        nextCursor: string | null;
                    };
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
    getTrace: {
        parameters: {
            query?: never;
            header?: {
                /** @description Your own id for this call, of 1 to 128 letters, digits, `.`, `_` and `-`. Absent or of another form, one is made. */
                "X-Correlation-Id"?: components["parameters"]["CorrelationId"];
            };
            path: {
                traceId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A trace with all its spans */
            200: {
                headers: {
                    "X-Correlation-Id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trace"];
                };
            };
            400: components["responses"]["Problem400"];
            401: components["responses"]["Problem401"];
            403: components["responses"]["Problem403"];
            404: components["responses"]["Problem404"];
            429: components["responses"]["Problem429"];
            500: components["responses"]["Problem500"];
            503: components["responses"]["Problem503"];
        };
    };
}
