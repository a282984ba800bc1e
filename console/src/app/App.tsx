import { QueryCache, QueryClient, QueryClientProvider, useQuery } from "@tanstack/react-query";
import { App as AntApp, ConfigProvider } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import { useEffect, useMemo, useState } from "react";
import { BrowserRouter, Navigate, Route, Routes } from "react-router";

import { problemOf } from "@/api/problem";
import { city } from "@/api/queries";
import { tr } from "@/lang";
import { LiveProvider } from "@/live/LiveProvider";
import { PageLoading } from "@/ui/PageState";

import { useShade } from "./appearance";
import { page } from "./page";
import { ROUTES } from "./routes";
import { ForbiddenPage } from "./ForbiddenPage";
import { useEntries, useIsOpen } from "./open";
import { SignedIn, useSignedOut } from "./session";
import { Shell } from "./Shell";
import { themeOf } from "./theme";

const LoginPage = page(() => import("@/pages/LoginPage"));
const NotFoundPage = page(() => import("@/pages/NotFoundPage"));

/** So long a notice of what was done stands, s: it is read beside other work. */
const READ_S = 6;

const isLost = (error: unknown): boolean => problemOf(error).status === 401;

/** Asking again helps when the platform was away, never when it refused. */
const retry = (failures: number, error: Error): boolean => {
  const { status } = problemOf(error);
  return failures < 2 && (status === 0 || status >= 500);
};

function useQueries(): QueryClient {
  const [lost, setLost] = useState<unknown>(null);
  const [client] = useState(
    () =>
      new QueryClient({
        queryCache: new QueryCache({
          onError: (error, query) => {
            if (isLost(error) && query.queryKey[0] !== "me") setLost(error);
          },
        }),
        defaultOptions: { queries: { retry, retryDelay: 1_000, staleTime: 10_000, networkMode: "always" } },
      }),
  );
  useEffect(() => {
    if (!lost) return;
    const why = problemOf(lost).code === "idle" ? "idle" : "expired";
    const next = encodeURIComponent(window.location.pathname + window.location.search);
    window.location.assign(`/login?why=${why}&next=${next}`);
  }, [lost]);
  return client;
}

export function App() {
  const queries = useQueries();
  const shade = useShade();
  const theme = useMemo(() => themeOf(shade), [shade]);
  return (
    <ConfigProvider locale={tr(zhCN, enUS)} theme={theme} button={{ autoInsertSpace: false }}>
      <BrowserRouter>
        <QueryClientProvider client={queries}>
          <AntApp message={{ duration: READ_S }}>
            <Routes>
              <Route path="/login" element={<LoginPage />} />
              <Route path="/*" element={<SignedIn><LiveProvider><Inside /></LiveProvider></SignedIn>} />
            </Routes>
          </AntApp>
        </QueryClientProvider>
      </BrowserRouter>
    </ConfigProvider>
  );
}

/** Where people begin, the first that is open to them; others begin with the first page they may open. */
const BEGINNINGS = ["portal", "workbench", "map", "cockpit", "journal"];

function Home() {
  const entries = useEntries();
  const usual = BEGINNINGS.flatMap((begin) => entries.filter(({ name }) => name === begin));
  const first = usual[0] ?? entries[0];
  return first ? <Navigate to={first.path} replace /> : <NotFoundPage />;
}

const PAGES = ROUTES.map((route) => ({ ...route, Page: page(route.load) }));

function Inside() {
  const isOpen = useIsOpen();
  const waiting = useQuery(city).isPending;
  const onLeave = useSignedOut();
  if (waiting) return <PageLoading />;
  return (
    <Routes>
      <Route element={<Shell onLeave={onLeave} />}>
        <Route index element={<Home />} />
        {PAGES.map(({ Page, ...route }) => (
          <Route key={route.path} path={route.path} element={isOpen(route) ? <Page /> : <ForbiddenPage route={route} />} />
        ))}
        <Route path="*" element={<NotFoundPage />} />
      </Route>
    </Routes>
  );
}
