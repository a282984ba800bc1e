import createClient, { type Middleware } from "openapi-fetch";

import { personIsActing } from "@/app/activity";

import { refusal, unreachable } from "./problem";
import type { components, paths } from "./schema";

export type Schemas = components["schemas"];

let csrfToken = "";

/** The token for writing requests, as the bureau last said it. */
export function rememberCsrf(token: string): void {
  csrfToken = token;
}

/** Writing requests carry the token; what the page asks by itself does not count as the person's activity. */
const headers: Middleware = {
  onRequest({ request }) {
    if (request.method !== "GET") request.headers.set("X-CSRFToken", csrfToken);
    if (request.method === "GET" && !personIsActing()) request.headers.set("X-Background", "1");
    return request;
  },
};

export const api = createClient<paths>({ baseUrl: "/", credentials: "same-origin" });
api.use(headers);

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The answer's data; throws a Problem when the bureau refused or could not be reached. */
export async function ask<T>(asked: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await asked.catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw unreachable();
  });
  if (!response.ok) throw refusal(response.status, error);
  return data as T;
}
