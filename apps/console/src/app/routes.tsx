import type { ComponentType } from "react";
import { createBrowserRouter } from "react-router";
import { RequireSession } from "../session/require-session.tsx";
import { ErrorPage } from "./error-page.tsx";
import { Layout } from "./layout.tsx";
import { Opening } from "./opening.tsx";

/** Each page is a file of its own in the build, loaded when it is gone to. */
export const router = createBrowserRouter([
  {
    ...page("/sign-in", async () => (await import("../pages/sign-in/sign-in-page.tsx")).SignInPage),
    ErrorBoundary: ErrorPage,
  },
  {
    Component: RequireSession,
    ErrorBoundary: ErrorPage,
    HydrateFallback: Opening,
    children: [
      {
        Component: Layout,
        children: [{ ErrorBoundary: ErrorPage, children: [...shopPages(), ...operationsPages()] }],
      },
    ],
  },
]);

/** What the shop sells, and the orders of it. */
function shopPages() {
  return [
    page("/", async () => (await import("../pages/overview/overview-page.tsx")).OverviewPage),
    page("orders", async () => (await import("../pages/orders/orders-page.tsx")).OrdersPage),
    page("orders/:id", async () => (await import("../pages/orders/order-page.tsx")).OrderPage),
    page("stock", async () => (await import("../pages/stock/stock-page.tsx")).StockPage),
    page(
      "stock/:sku",
      async () => (await import("../pages/stock/stock-item-page.tsx")).StockItemPage,
    ),
    page(
      "catalogue",
      async () => (await import("../pages/catalogue/catalogue-page.tsx")).CataloguePage,
    ),
    page(
      "catalogue/new",
      async () => (await import("../pages/catalogue/new-product-page.tsx")).NewProductPage,
    ),
    page(
      "catalogue/:id",
      async () => (await import("../pages/catalogue/product-page.tsx")).ProductPage,
    ),
    page("mail", async () => (await import("../pages/mail/mail-page.tsx")).MailPage),
    page("mail/:id", async () => (await import("../pages/mail/one-mail-page.tsx")).OneMailPage),
  ];
}

/** How it runs. */
function operationsPages() {
  return [
    page(
      "dead-letters",
      async () => (await import("../pages/dead-letters/dead-letters-page.tsx")).DeadLettersPage,
    ),
    page(
      "dead-letters/:id",
      async () => (await import("../pages/dead-letters/letter-page.tsx")).LetterPage,
    ),
    page(
      "processes",
      async () => (await import("../pages/processes/processes-page.tsx")).ProcessesPage,
    ),
    page("events", async () => (await import("../pages/events/events-page.tsx")).EventsPage),
    page(
      "events/consumers",
      async () => (await import("../pages/events/consumers-page.tsx")).ConsumersPage,
    ),
    page(
      "events/consumers/:consumer",
      async () => (await import("../pages/events/consumer-page.tsx")).ConsumerPage,
    ),
    page(
      "events/views",
      async () => (await import("../pages/events/views/views-page.tsx")).ViewsPage,
    ),
    page(
      "events/views/:service/:view",
      async () => (await import("../pages/events/views/view-page.tsx")).ViewPage,
    ),
    page("proof", async () => (await import("../pages/proof/proof-page.tsx")).ProofPage),
    page("logs", async () => (await import("../pages/logs/logs-page.tsx")).LogsPage),
    page("traces", async () => (await import("../pages/traces/traces-page.tsx")).TracesPage),
    page("traces/:traceId", async () => (await import("../pages/traces/trace-page.tsx")).TracePage),
    page("api", async () => (await import("../pages/api/api-page.tsx")).ApiPage),
    page("audit", async () => (await import("../pages/audit/audit-page.tsx")).AuditPage),
    page("*", async () => (await import("../pages/not-found/not-found-page.tsx")).NotFoundPage),
  ];
}

function page(path: string, load: () => Promise<ComponentType>) {
  return { path, lazy: async () => ({ Component: await load() }) };
}
