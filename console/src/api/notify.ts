/** Notices: one's own, and what those see and do who look after the channels. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import { api, ask, type Schemas } from "./client";

export type Notice = Schemas["Notice"];
export type Summary = Schemas["NoticeSummary"];
export type Wishes = Schemas["NoticeWishOut"];
export type WishIn = Schemas["NoticeWishIn"];
export type ChannelKind = Schemas["NotifyChannelOut"]["kind"];
export type Kind = Schemas["ChannelKindOut"];
export type KindField = Schemas["ChannelFieldOut"];
export type Channel = Schemas["NotifyChannelOut"];
export type ChannelIn = Schemas["NotifyChannelIn"];
export type Rule = Schemas["NotifyRuleOut"];
export type RuleIn = Schemas["NotifyRuleIn"];
export type RuleBook = Schemas["NotifyRuleBook"];
export type Wording = Schemas["WordingOut"];
export type WordingIn = Schemas["WordingIn"];
export type Policy = Schemas["NotifyPolicyOut"];
export type PolicyIn = Schemas["NotifyPolicyIn"];

export const NOTICES = "notices";
export const NOTIFY = "notify";
const REFRESH_MS = 30_000;
/** What the bell asks by itself is nobody's activity. */
const BACKGROUND = { "X-Background": "1" };

export const summary = queryOptions({
  queryKey: [NOTICES, "summary"],
  queryFn: () => ask(api.GET("/api/v1/notifications/summary", { headers: BACKGROUND })),
  refetchInterval: REFRESH_MS,
});

export const notices = (unread: boolean) =>
  infiniteQueryOptions({
    queryKey: [NOTICES, "list", unread],
    queryFn: ({ pageParam }) => ask(api.GET("/api/v1/notifications", { params: { query: { unread, before: pageParam, limit: 30 } } })),
    initialPageParam: null as number | null,
    getNextPageParam: (last) => last.next_before,
  });

export const wishes = queryOptions({ queryKey: [NOTICES, "wishes"], queryFn: () => ask(api.GET("/api/v1/notifications/wishes")) });

export const readNotices = (body: Schemas["NoticeReadIn"]) => ask(api.POST("/api/v1/notifications/read", { body }));
export const saveWishes = (body: WishIn) => ask(api.POST("/api/v1/notifications/wishes", { body }));
export const testChannel = (number: number) => ask(api.POST("/api/v1/notifications/test/{number}", { params: { path: { number } } }));

export const kinds = queryOptions({ queryKey: [NOTIFY, "kinds"], queryFn: () => ask(api.GET("/api/v1/notify/kinds")), staleTime: Infinity });
export const channels = queryOptions({ queryKey: [NOTIFY, "channels"], queryFn: () => ask(api.GET("/api/v1/notify/channels")), refetchInterval: REFRESH_MS });
export const ruleBook = queryOptions({ queryKey: [NOTIFY, "rules"], queryFn: () => ask(api.GET("/api/v1/notify/rules")) });
export const wordings = queryOptions({ queryKey: [NOTIFY, "wordings"], queryFn: () => ask(api.GET("/api/v1/notify/wordings")) });
export const policy = queryOptions({ queryKey: [NOTIFY, "policy"], queryFn: () => ask(api.GET("/api/v1/notify/policy")) });
export const delivery = (number: number) =>
  queryOptions({
    queryKey: [NOTIFY, "delivery", number],
    queryFn: () => ask(api.GET("/api/v1/notify/deliveries/{delivery_id}", { params: { path: { delivery_id: number } } })),
    refetchInterval: 5_000,
  });

const at = (number: number) => ({ params: { path: { number } } });

export const saveChannel = (number: number | null, body: ChannelIn) =>
  ask(number === null ? api.POST("/api/v1/notify/channels", { body }) : api.POST("/api/v1/notify/channels/{number}", { ...at(number), body }));
export const removeChannel = (number: number) => ask(api.POST("/api/v1/notify/channels/{number}/remove", at(number)));
export const resendDead = (number: number) => ask(api.POST("/api/v1/notify/channels/{number}/resend", at(number)));
export const saveRule = (number: number | null, body: RuleIn) =>
  ask(number === null ? api.POST("/api/v1/notify/rules", { body }) : api.POST("/api/v1/notify/rules/{number}", { ...at(number), body }));
export const removeRule = (number: number) => ask(api.POST("/api/v1/notify/rules/{number}/remove", at(number)));
export const saveWording = (body: WordingIn) => ask(api.POST("/api/v1/notify/wordings", { body }));
export const previewWording = (body: WordingIn) => ask(api.POST("/api/v1/notify/wordings/preview", { body }));
export const resetWording = (body: WordingIn) => ask(api.POST("/api/v1/notify/wordings/reset", { body }));
export const savePolicy = (body: PolicyIn) => ask(api.POST("/api/v1/notify/policy", { body }));
export const resend = (number: number) => ask(api.POST("/api/v1/notify/deliveries/{number}/resend", at(number)));
export const cancel = (number: number) => ask(api.POST("/api/v1/notify/deliveries/{number}/cancel", at(number)));
