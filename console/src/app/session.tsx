import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, lazy, Suspense, useCallback, useContext, useEffect, useState, type ReactNode } from "react";
import { Navigate, useLocation } from "react-router";

import { api, ask, rememberCsrf, type Schemas } from "@/api/client";
import { problemOf } from "@/api/problem";
import { PageLoading, ProblemView } from "@/ui/PageState";

import { DelegationOver } from "./DelegationOver";
import { ME_KEY } from "./keys";

export { ME_KEY };

const FirstLogin = lazy(() => import("./FirstLogin"));
const EnrolFactor = lazy(() => import("@/pages/security/EnrolFactor"));

export type Me = Schemas["MeOut"];
export type SignedOutReason = "idle" | "expired" | "left";

const MeContext = createContext<Me | null>(null);
export async function fetchMe(): Promise<Me> {
  const me = await ask(api.GET("/api/v1/auth/me"));
  rememberCsrf(me.csrf_token);
  return me;
}

/** The signed-in person; only below `SignedIn`. */
export function useMe(): Me {
  const me = useContext(MeContext);
  if (!me) throw new Error("useMe outside SignedIn");
  return me;
}

/** An account that may see nothing but the cockpit: a screen on a wall, which nobody touches. */
export const isWall = ({ permissions }: Pick<Me, "permissions">): boolean =>
  permissions.length === 1 && permissions[0] === "cockpit.see";

export const useMay = (permission: string): boolean => useMe().permissions.includes(permission);

// Whoever notices first says why; a second way out would break off the first one.
let leaving = false;

/** Forgets everything fetched and goes to the login page, which says why. */
export function useSignedOut(): (reason: SignedOutReason) => void {
  const queries = useQueryClient();
  return useCallback(
    (reason) => {
      if (leaving) return;
      leaving = true;
      queries.clear();
      const here = window.location.pathname + window.location.search;
      const next = reason === "left" || here.startsWith("/login") ? "" : `&next=${encodeURIComponent(here)}`;
      window.location.assign(`/login?why=${reason}${next}`);
    },
    [queries],
  );
}

/** Whether any answer said that the delegation under which this person acts is over. */
function useDelegationOver(): boolean {
  const queries = useQueryClient();
  const [over, setOver] = useState(false);
  useEffect(() => {
    const look = (error: unknown) => {
      if (error && problemOf(error).code === "delegation_over") setOver(true);
    };
    const stopQueries = queries.getQueryCache().subscribe(({ query }) => look(query.state.error));
    const stopMutations = queries.getMutationCache().subscribe(({ mutation }) => look(mutation?.state.error));
    return () => {
      stopQueries();
      stopMutations();
    };
  }, [queries]);
  return over;
}

/** Shows its children to a signed-in person and the login page to everybody else. */
export function SignedIn({ children }: { children: ReactNode }) {
  const location = useLocation();
  const me = useQuery({ queryKey: ME_KEY, queryFn: fetchMe, staleTime: Infinity });
  const over = useDelegationOver();
  if (over || problemOf(me.error).code === "delegation_over") return <DelegationOver />;
  const First = me.data?.must_change_password ? FirstLogin : me.data?.must_enrol ? EnrolFactor : null;
  if (me.data && First) return <Suspense fallback={<PageLoading />}><First name={me.data.display_name} /></Suspense>;
  if (me.data) return <MeContext.Provider value={me.data}>{children}</MeContext.Provider>;
  if (me.isPending || leaving) return <PageLoading />;
  const problem = problemOf(me.error);
  if (problem.status !== 401) return <ProblemView problem={problem} onRetry={() => void me.refetch()} page />;
  const next = encodeURIComponent(location.pathname + location.search);
  const why = problem.code === "idle" ? "&why=idle" : "";
  return <Navigate to={`/login?next=${next}${why}`} replace />;
}
