/** Second factors, and how safe the installation stands. */
import { queryOptions } from "@tanstack/react-query";

import { api, ask, type Schemas } from "./client";

export type Security = Schemas["SecurityOut"];
export type Policy = Schemas["PolicyOut"];
export type PolicyChange = Schemas["PolicyIn"];
export type SecurityKey = Schemas["KeyOut"];
export type SecondStep = Schemas["SecondStepOut"];

export const SECURITY_KEY = ["security"];
export const OWN_FACTOR_KEY = ["second-factor"];

export const security = queryOptions({ queryKey: SECURITY_KEY, queryFn: () => ask(api.GET("/api/v1/security")) });
export const ownFactor = queryOptions({ queryKey: OWN_FACTOR_KEY, queryFn: () => ask(api.GET("/api/v1/auth/second-factor")) });

export const secondStep = (ticket: string, answer: string) => ask(api.POST("/api/v1/auth/login/second", { body: { ticket, answer: answer.trim() } }));
export const beginFactor = (password: string) => ask(api.POST("/api/v1/auth/second-factor/begin", { body: { password, kind: "totp" } }));
export const confirmFactor = (answer: string) => ask(api.POST("/api/v1/auth/second-factor/confirm", { body: { answer: answer.trim() } }));
export const renewCodes = (password: string) => ask(api.POST("/api/v1/auth/second-factor/codes", { body: { password } }));
export const removeFactor = (password: string, answer: string) => ask(api.POST("/api/v1/auth/second-factor/remove", { body: { password, answer: answer.trim() } }));

export const setPolicy = (body: PolicyChange) => ask(api.POST("/api/v1/security/policy", { body }));
const of = (username: string, reason: string) => ({ params: { path: { username } }, body: { reason } });
export const unlockAccount = (username: string, reason: string) => ask(api.POST("/api/v1/security/accounts/{username}/unlock", of(username, reason)));
export const resetFactor = (username: string, reason: string) => ask(api.POST("/api/v1/security/accounts/{username}/reset-factor", of(username, reason)));
