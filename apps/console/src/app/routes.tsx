import { createBrowserRouter } from "react-router";
import { RequireSession } from "../session/require-session.tsx";
import { ErrorPage } from "./error-page.tsx";
import { Layout } from "./layout.tsx";

/** Each page is a file of its own in the build, loaded when it is gone to. */
export const router = createBrowserRouter([
  {
    path: "/sign-in",
    ErrorBoundary: ErrorPage,
    lazy: async () => ({
      Component: (await import("../pages/sign-in/sign-in-page.tsx")).SignInPage,
    }),
  },
  {
    Component: RequireSession,
    ErrorBoundary: ErrorPage,
    HydrateFallback: () => null,
    children: [
      {
        Component: Layout,
        children: [{ ErrorBoundary: ErrorPage, children: pages() }],
      },
    ],
  },
]);

function pages() {
  return [
    {
      index: true,
      lazy: async () => ({
        Component: (await import("../pages/overview/overview-page.tsx")).OverviewPage,
      }),
    },
    ...deadLetterPages(),
    {
      path: "orders",
      lazy: async () => ({
        Component: (await import("../pages/orders/orders-page.tsx")).OrdersPage,
      }),
    },
    {
      path: "orders/:id",
      lazy: async () => ({ Component: (await import("../pages/orders/order-page.tsx")).OrderPage }),
    },
    {
      path: "stock",
      lazy: async () => ({ Component: (await import("../pages/stock/stock-page.tsx")).StockPage }),
    },
    {
      path: "stock/:sku",
      lazy: async () => ({
        Component: (await import("../pages/stock/stock-item-page.tsx")).StockItemPage,
      }),
    },
    {
      path: "catalogue",
      lazy: async () => ({
        Component: (await import("../pages/catalogue/catalogue-page.tsx")).CataloguePage,
      }),
    },
    {
      path: "catalogue/new",
      lazy: async () => ({
        Component: (await import("../pages/catalogue/new-product-page.tsx")).NewProductPage,
      }),
    },
    {
      path: "catalogue/:id",
      lazy: async () => ({
        Component: (await import("../pages/catalogue/product-page.tsx")).ProductPage,
      }),
    },
    ...eventPages(),
    ...mailAndAuditPages(),
    {
      path: "processes",
      lazy: async () => ({
        Component: (await import("../pages/processes/processes-page.tsx")).ProcessesPage,
      }),
    },
    {
      path: "*",
      lazy: async () => ({
        Component: (await import("../pages/not-found/not-found-page.tsx")).NotFoundPage,
      }),
    },
  ];
}

function deadLetterPages() {
  return [
    {
      path: "dead-letters",
      lazy: async () => ({
        Component: (await import("../pages/dead-letters/dead-letters-page.tsx")).DeadLettersPage,
      }),
    },
    {
      path: "dead-letters/:id",
      lazy: async () => ({
        Component: (await import("../pages/dead-letters/letter-page.tsx")).LetterPage,
      }),
    },
  ];
}

function eventPages() {
  return [
    {
      path: "events",
      lazy: async () => ({
        Component: (await import("../pages/events/events-page.tsx")).EventsPage,
      }),
    },
    {
      path: "events/consumers",
      lazy: async () => ({
        Component: (await import("../pages/events/consumers-page.tsx")).ConsumersPage,
      }),
    },
    {
      path: "events/consumers/:consumer",
      lazy: async () => ({
        Component: (await import("../pages/events/consumer-page.tsx")).ConsumerPage,
      }),
    },
  ];
}

function mailAndAuditPages() {
  return [
    {
      path: "mail",
      lazy: async () => ({
        Component: (await import("../pages/mail/mail-page.tsx")).MailPage,
      }),
    },
    {
      path: "mail/:id",
      lazy: async () => ({
        Component: (await import("../pages/mail/one-mail-page.tsx")).OneMailPage,
      }),
    },
    {
      path: "audit",
      lazy: async () => ({
        Component: (await import("../pages/audit/audit-page.tsx")).AuditPage,
      }),
    },
  ];
}
