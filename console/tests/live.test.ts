import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, describe, expect, it, vi } from "vitest";

import { Renewal, renewAll } from "@/live/renewal";
import { EventParser, type StreamEvent } from "@/live/sse";
import { EventStream, backoff, isNewer, type LiveState } from "@/live/stream";

describe("the event parser", () => {
  it("finds the same events however the bytes are cut", () => {
    const text = ": ping\nid: 7\nevent: alert\ndata: {\"a\":1}\n\nid: 8\r\ndata: x\r\ndata: y\r\n\r\n";
    const whole = new EventParser().push(text);
    const parser = new EventParser();
    const pieces = [...text].flatMap((letter) => parser.push(letter));
    expect(whole).toEqual([
      { id: "7", type: "alert", data: '{"a":1}' },
      { id: "8", type: "message", data: "x\ny" },
    ]);
    expect(pieces).toEqual(whole);
  });

  it("takes the pause the server asks for and ignores events without data", () => {
    const parser = new EventParser();
    expect(parser.push("retry: 2500\nevent: alert\n\n")).toEqual([]);
    expect(parser.retryMs).toBe(2500);
  });
});

interface Attempt {
  headers: Record<string, string>;
}

/** A server that answers each attempt with the next of `answers`, then stays silent. */
function server(answers: (() => Response)[]) {
  const attempts: Attempt[] = [];
  const answer = (_url: unknown, init?: RequestInit): Promise<Response> => {
    attempts.push({ headers: { ...(init?.headers as Record<string, string>) } });
    const next = answers[attempts.length - 1];
    return next ? Promise.resolve(next()) : new Promise(() => undefined);
  };
  return { attempts, fetch: answer as typeof fetch };
}

const events = (text: string) => () => new Response(text, { status: 200 });
const status = (code: number) => () => new Response("", { status: code });

function stream(answers: (() => Response)[]) {
  const fake = server(answers);
  const seen: StreamEvent[] = [];
  const states: LiveState[] = [];
  const onSignedOut = vi.fn();
  const source = new EventStream({
    url: "/api/v1/events",
    fetch: fake.fetch,
    firstRetryMs: 1,
    maxRetryMs: 4,
    onEvent: (event) => seen.push(event),
    onState: (state) => states.push(state),
    onSignedOut,
  });
  running.push(source);
  source.start();
  return { ...fake, seen, states, onSignedOut };
}

const running: EventStream[] = [];
afterEach(() => running.splice(0).forEach((source) => source.stop()));

describe("the event stream", () => {
  it("resumes after the last event it saw", async () => {
    const s = stream([events("id: 41\ndata: a\n\nid: 42\ndata: b\n\n"), events("id: 43\ndata: c\n\n")]);
    await vi.waitFor(() => expect(s.attempts).toHaveLength(3));
    expect(s.attempts.map((attempt) => attempt.headers["Last-Event-ID"])).toEqual([undefined, "42", "43"]);
    expect(s.seen.map((event) => event.data)).toEqual(["a", "b", "c"]);
  });

  it("drops an event that is sent again", async () => {
    const s = stream([events("id: 41\ndata: a\n\n"), events("id: 41\ndata: a\n\nid: 42\ndata: b\n\n")]);
    await vi.waitFor(() => expect(s.attempts).toHaveLength(3));
    expect(s.seen.map((event) => event.id)).toEqual(["41", "42"]);
  });

  it("says reconnecting first and closed after repeated failures, and keeps trying", async () => {
    const s = stream([status(502), status(502), status(502), status(502), events("id: 1\ndata: a\n\n")]);
    await vi.waitFor(() => expect(s.states).toContain("live"));
    expect(s.states.slice(0, 5)).toEqual(["reconnecting", "reconnecting", "reconnecting", "closed", "live"]);
  });

  it("stops for good when the session is over", async () => {
    const s = stream([status(401)]);
    await vi.waitFor(() => expect(s.onSignedOut).toHaveBeenCalledOnce());
    expect(s.states).toEqual(["closed"]);
    expect(s.attempts).toHaveLength(1);
  });
});

describe("numbers of events", () => {
  it("compare as numbers, also beyond 2^53", () => {
    expect(isNewer("10", "9")).toBe(true);
    expect(isNewer("9007199254740993", "9007199254740992")).toBe(true);
    expect(isNewer("9", "10")).toBe(false);
    expect(isNewer("1", null)).toBe(true);
  });

  it("pauses double up to a maximum", () => {
    expect([1, 2, 3, 9].map((n) => backoff(n, {}))).toEqual([1000, 2000, 4000, 30000]);
  });
});

describe("a break of the stream", () => {
  it("goes on from the number of a reset, greater or smaller", async () => {
    const s = stream([
      events("id: 41\nevent: position\ndata: {}\n\n"),
      events("id: 7\nevent: reset\ndata: {}\n\nid: 8\ndata: a\n\n"),
      events("id: 8\ndata: a\n\n"),
    ]);
    await vi.waitFor(() => expect(s.attempts).toHaveLength(4));
    expect(s.attempts.map((attempt) => attempt.headers["Last-Event-ID"])).toEqual([undefined, "41", "8", "8"]);
    expect(s.seen.map(({ type, data }) => [type, data])).toEqual([["reset", "{}"], ["message", "a"]]);
  });

  it("renews everything fetched once, whether or not a reset comes with it", () => {
    vi.useFakeTimers();
    const renewed = vi.fn();
    const renewal = new Renewal(renewed);
    const reset: StreamEvent = { id: "9", type: "reset", data: "{}" };
    (["reconnecting", "live"] as const).forEach((state) => renewal.onState(state));
    vi.runAllTimers();
    (["reconnecting", "closed", "live", "live"] as const).forEach((state) => renewal.onState(state));
    renewal.onEvent(reset);
    vi.runAllTimers();
    expect(renewed).toHaveBeenCalledTimes(2);
    renewal.onEvent(reset);
    vi.runAllTimers();
    expect(renewed).toHaveBeenCalledTimes(3);
    vi.useRealTimers();
  });

  it("asks again for what is shown, and only marks what is not; boundaries stay", async () => {
    const client = new QueryClient();
    const asked: string[] = [];
    const fetched = (name: string) => ({ queryKey: [name, "x"], queryFn: () => Promise.resolve(asked.push(name)), staleTime: Infinity });
    const shown = new QueryObserver(client, fetched("cockpit"));
    const stop = shown.subscribe(() => undefined);
    await Promise.all(["alerts", "boundaries"].map((name) => client.fetchQuery(fetched(name))));
    await vi.waitFor(() => expect(shown.getCurrentResult().isSuccess).toBe(true));
    asked.length = 0;
    renewAll(client);
    await vi.waitFor(() => expect(asked).toEqual(["cockpit"]));
    const stale = (name: string) => client.getQueryState([name, "x"])?.isInvalidated;
    expect([stale("alerts"), stale("boundaries")]).toEqual([true, false]);
    stop();
    client.clear();
  });
});
