import type { ErrorArea } from "./error-entry.ts";

export const shopErrors: ErrorArea = {
  title: "The services",
  about: "Refusals of the seven services. Nothing has been written.",
  entries: {
    "invalid-time": {
      status: 400,
      meaning: "A time cannot be counted with.",
      fix: "Send it as `2026-01-31T12:00:00Z`.",
    },
    "malformed-last-event-id": {
      status: 400,
      meaning: "Last-Event-ID is not one that this stream gave out.",
      fix: "Send the last id as it came, or none.",
    },
    "invalid-webhook": {
      status: 400,
      meaning: "A webhook is signed, but its body is not one that fits.",
      fix: "Send what the API reference shows; `detail` says what does not fit.",
    },
    "other-customer": {
      status: 403,
      meaning: "A customer's key acts for another e-mail address than its own.",
      fix: "Use the address that the key is bound to.",
    },
    "price-override-forbidden": {
      status: 403,
      meaning: "A customer's key sends what only the shop may say: price, name, shipping, time.",
      fix: "Leave it out; prices come from the catalogue.",
    },
    "dead-letter-not-found": {
      status: 404,
      meaning: "There is no such dead letter in this tenant.",
      fix: "It may have been replayed or dropped: list them again.",
    },
    "dead-letter-not-dead": {
      status: 409,
      meaning: "Only a dead letter can be edited, and this one is being tried again.",
      fix: "Wait for what comes of it; if it dies again, read it again and edit it then.",
    },
    "dead-letter-not-editable": {
      status: 409,
      meaning:
        "More than its data is wrong, or it asks the outside for something that may have been done.",
      fix: "See to its cause, then replay or drop it.",
    },
    "delivery-not-found": {
      status: 404,
      meaning: "There is no such delivery of this webhook endpoint.",
      fix: "Take the id from the endpoint's deliveries.",
    },
    "notification-not-found": {
      status: 404,
      meaning: "There is no such notification in this tenant.",
      fix: "Check the id.",
    },
    "order-not-found": {
      status: 404,
      meaning: "There is no such order, or it is not the caller's.",
      fix: "Check the id, and whose key it is.",
    },
    "payment-not-found": {
      status: 404,
      meaning: "The order has no payment (yet).",
      fix: "Check the id; the payment begins when stock is reserved.",
    },
    "process-not-found": {
      status: 404,
      meaning: "There is no checkout of this order in this tenant.",
      fix: "Check the id, and the key's tenant.",
    },
    "product-not-found": {
      status: 404,
      meaning: "There is no such product, or it was deleted.",
      fix: "Check the id.",
    },
    "shipment-not-found": {
      status: 404,
      meaning: "There is no such shipment in this tenant.",
      fix: "Check the id.",
    },
    "stock-not-found": {
      status: 404,
      meaning: "There has never been stock of this SKU.",
      fix: "Check the SKU, or receive some.",
    },
    "webhook-not-found": {
      status: 404,
      meaning: "There is no such webhook endpoint in this tenant.",
      fix: "Check the id.",
    },
    "claim-taken": {
      status: 409,
      meaning: "A value that must be unique belongs to something else.",
      fix: "Use another value; services give a more telling code where they can.",
    },
    "order-not-pending": {
      status: 409,
      meaning: "Contact and address are fixed once the order is confirmed.",
      fix: "Cancel the order and place it again.",
    },
    "payment-reversed": {
      status: 409,
      meaning: "The order is called off and its money goes back as a whole.",
      fix: "Nothing; there is nothing left to refund.",
    },
    "process-ended": {
      status: 409,
      meaning: "The checkout has ended, so there is nothing to retry.",
      fix: "Nothing.",
    },
    "reference-taken": {
      status: 409,
      meaning: "The reference belongs to another order or delivery of this tenant.",
      fix: "Read the one that `orderId` or `receiptId` names, or send another reference.",
    },
    "refund-exceeds-captured": {
      status: 409,
      meaning: "More is asked back than was captured and not yet refunded.",
      fix: "Ask for at most `refundable`.",
    },
    "sku-taken": {
      status: 409,
      meaning: "Another product of the tenant has this SKU.",
      fix: "Change that one (`productId`), or choose another SKU.",
    },
    "stock-below-zero": {
      status: 409,
      meaning: "The adjustment would take more than is available.",
      fix: "Take at most `available`; reserved units belong to orders.",
    },
    "too-many-locations": {
      status: 409,
      meaning: "The tenant has as many stock locations as are allowed.",
      fix: "Use one of those that are there.",
    },
    "total-changed": {
      status: 409,
      meaning: "The total is not the `expectedTotal` that was sent.",
      fix: "Show the customer the new `total`, and send the order with it.",
    },
    "webhook-disabled": {
      status: 409,
      meaning: "The webhook endpoint was disabled after too many failures.",
      fix: "Register it anew.",
    },
    "amount-too-large": {
      status: 422,
      meaning: "The order's total is larger than can be counted exactly.",
      fix: "Split the order.",
    },
    "currency-mismatch": {
      status: 422,
      meaning: "The currency is not that of the product or the payment.",
      fix: "Use the currency that `detail` names.",
    },
    "location-unknown": {
      status: 422,
      meaning: "There is no stock location with this code.",
      fix: "Make it with `PUT /v1/locations/{code}`, or use another.",
    },
    "product-unavailable": {
      status: 422,
      meaning: "A product is deleted, archived or still a draft.",
      fix: "Leave the line out, or set the product active.",
    },
    "sku-counted-twice": {
      status: 422,
      meaning: "A SKU is in two lines of one count.",
      fix: "Send one line with all that was counted of it.",
    },
    "too-many-attributes": {
      status: 422,
      meaning: "The product would have more attributes than are allowed.",
      fix: "Remove some by setting them to null.",
    },
    "unknown-sku": {
      status: 422,
      meaning: "No product has this SKU.",
      fix: "Check the SKU, or make the product first.",
    },
    "unknown-topic": {
      status: 422,
      meaning: "There are no webhooks for this topic.",
      fix: "Use one of the topics in `detail`.",
    },
    "webhook-url-refused": {
      status: 422,
      meaning: "The URL is not one that webhooks may go to.",
      fix: "Use a public https address; WAYBILL_PRIVATE_WEBHOOKS allows private ones.",
    },
    "notification-not-sent": {
      status: 409,
      meaning: "A notification that has not been sent yet cannot be sent once more.",
      fix: "Wait until it was sent or refused.",
    },
    "resend-under-way": {
      status: 409,
      meaning: "The notification is being sent once more already.",
      fix: "Wait for what becomes of that; its delivery is listed as pending. After two hours it can be asked for anew.",
    },
    "too-many-resends": {
      status: 409,
      meaning: "Notifications of the order were sent again too many times.",
      fix: "Write to the customer by other means.",
    },
    "sample-orders-running": {
      status: 409,
      meaning: "Sample orders of this tenant are being sent already.",
      fix: "Wait for their end, or stop them with DELETE /v1/ops/sample-orders.",
    },
    "view-not-found": {
      status: 404,
      meaning: "The service has no view of that name.",
      fix: "GET /v1/ops/views lists them.",
    },
    "view-rebuild-not-found": {
      status: 404,
      meaning: "This process knows no such rebuild: it is too old, or another process made it.",
      fix: "GET /v1/ops/views has the latest of each view.",
    },
    "view-rebuild-running": {
      status: 409,
      meaning: "The view is being rebuilt already, by this process or by another one.",
      fix: "Wait for its end, or cancel it with DELETE on its address.",
    },
    "view-shared": {
      status: 409,
      meaning: "Several views write the table, so no one of them says what has to be in it.",
      fix: "Give each view a table of its own.",
    },
    "price-unavailable": {
      status: 503,
      retryable: true,
      meaning: "A price is not known here yet and the catalogue does not answer.",
      fix: "Send the same request again in a moment.",
    },
    "product-moved": {
      status: 503,
      retryable: true,
      meaning: "The product's SKU changed while this change was prepared.",
      fix: "Send the request again.",
    },
  },
};
