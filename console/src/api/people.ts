/** People, their departments, posts, roles and deputies, and one's own account. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, ask, rememberCsrf, type Schemas } from "./client";

export type Person = Schemas["PersonOut"];
export type NewPassword = Schemas["NewPasswordOut"];
export type Role = Schemas["RoleOut"];
export type Department = Schemas["DepartmentOut"];
export type Post = Schemas["PostOut"];
export type Delegation = Schemas["DelegationOut"];
export type Colleague = Schemas["ColleagueOut"];
export type ScopeOption = Schemas["ScopeOption"];
export type Acting = Schemas["ActingOut"];

export const person = (username: string) =>
  queryOptions({
    queryKey: ["person", username],
    queryFn: () => ask(api.GET("/api/v1/people/{username}", { params: { path: { username } } })),
  });

export const openWork = (username: string) =>
  queryOptions({
    queryKey: ["open-work", username],
    queryFn: () => ask(api.GET("/api/v1/people/{username}/work", { params: { path: { username } } })),
    staleTime: 0,
  });

export const everybody = queryOptions({ queryKey: ["people"], queryFn: () => ask(api.GET("/api/v1/people")) });
export const colleagues = queryOptions({ queryKey: ["colleagues"], queryFn: () => ask(api.GET("/api/v1/colleagues")) });
export const roles = queryOptions({ queryKey: ["roles"], queryFn: () => ask(api.GET("/api/v1/roles")) });
export const permissions = queryOptions({ queryKey: ["permissions"], queryFn: () => ask(api.GET("/api/v1/permissions")), staleTime: Infinity });
export const departments = queryOptions({ queryKey: ["departments"], queryFn: () => ask(api.GET("/api/v1/departments")) });
export const scopeRegions = queryOptions({ queryKey: ["scope-regions"], queryFn: () => ask(api.GET("/api/v1/scopes/regions")) });
export const ownSessions = queryOptions({ queryKey: ["own-sessions"], queryFn: () => ask(api.GET("/api/v1/auth/sessions")) });
export const ownDelegations = queryOptions({
  queryKey: ["delegations", "own"],
  queryFn: () => ask(api.GET("/api/v1/delegations", { params: { query: { own: true } } })),
});
export const delegations = queryOptions({ queryKey: ["delegations", "all"], queryFn: () => ask(api.GET("/api/v1/delegations")) });

export const scopeStations = (text: string) =>
  queryOptions({
    queryKey: ["scope-stations", text],
    queryFn: () => ask(api.GET("/api/v1/scopes/stations", { params: { query: { q: text } } })),
  });

/** What is asked anew after somebody changed something about people. */
const TOUCHED = ["person", "people", "open-work", "colleagues", "roles", "departments", "delegations", "own-sessions", "table"];

/** A verb about people; what it may have changed is asked anew. */
export function useVerb<In, Out>(verb: (given: In) => Promise<Out>, onDone?: (out: Out) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: verb,
    onSuccess: (out) => {
      TOUCHED.forEach((key) => void client.invalidateQueries({ queryKey: [key] }));
      onDone?.(out);
    },
  });
}

const of = (username: string) => ({ params: { path: { username } } });

export const createPerson = (body: Schemas["PersonIn"]) => ask(api.POST("/api/v1/people", { body }));
export const changePerson = (username: string, body: Schemas["PersonChange"]) => ask(api.POST("/api/v1/people/{username}", { ...of(username), body }));
export const deactivate = (username: string, body: Schemas["LeavingIn"]) => ask(api.POST("/api/v1/people/{username}/deactivate", { ...of(username), body }));
export const reactivate = (username: string) => ask(api.POST("/api/v1/people/{username}/reactivate", { ...of(username), body: { reason: "" } }));
export const resetPassword = (username: string) => ask(api.POST("/api/v1/people/{username}/reset-password", { ...of(username), body: { reason: "" } }));
export const unlock = (username: string) => ask(api.POST("/api/v1/people/{username}/unlock", { ...of(username), body: { reason: "" } }));
export const bindSso = (username: string, subject: string) => ask(api.POST("/api/v1/people/{username}/sso", { ...of(username), body: { subject } }));
export const loginService = queryOptions({ queryKey: ["sso"], queryFn: () => ask(api.GET("/api/v1/auth/sso")), staleTime: Infinity, retry: false });
export const endSessionsOf = (username: string) => ask(api.POST("/api/v1/people/{username}/end-sessions", { ...of(username), body: { reason: "" } }));

export const addRole = (body: Schemas["RoleIn"]) => ask(api.POST("/api/v1/roles", { body }));
export const changeRole = (code: string, body: Schemas["RoleChange"]) => ask(api.POST("/api/v1/roles/{code}", { params: { path: { code } }, body }));
export const removeRole = (code: string) => ask(api.DELETE("/api/v1/roles/{code}", { params: { path: { code } } }));

export const addDepartment = (body: Schemas["DepartmentIn"]) => ask(api.POST("/api/v1/departments", { body }));
export const changeDepartment = (code: string, body: Schemas["DepartmentChange"]) => ask(api.POST("/api/v1/departments/{code}", { params: { path: { code } }, body }));
export const addPost = (body: Schemas["PostIn"]) => ask(api.POST("/api/v1/posts", { body }));
export const changePost = (id: number, body: Schemas["PostChange"]) => ask(api.POST("/api/v1/posts/{post_id}", { params: { path: { post_id: id } }, body }));
export const removePost = (id: number) => ask(api.DELETE("/api/v1/posts/{post_id}", { params: { path: { post_id: id } } }));

export const delegate = (body: Schemas["DelegationIn"]) => ask(api.POST("/api/v1/delegations", { body }));
export const endDelegation = (id: number) => ask(api.POST("/api/v1/delegations/{delegation_id}/end", { params: { path: { delegation_id: id } }, body: { reason: "" } }));
export const endSession = (id: number | null) =>
  id === null ? ask(api.POST("/api/v1/auth/sessions/end")) : ask(api.POST("/api/v1/auth/sessions/{session_id}/end", { params: { path: { session_id: id } } }));

/** Acts for somebody from now on, or for oneself again; everything shown is somebody else's then, so the console starts anew. */
export async function actFor(delegation: number | null): Promise<void> {
  // After a delegation ended nothing was told of the token yet.
  rememberCsrf((await ask(api.GET("/api/v1/auth/csrf"))).csrf_token);
  await ask(api.POST("/api/v1/auth/act-for", { body: { delegation_id: delegation } }));
  window.location.assign("/");
}
